"""Hôm nay: what waits for the person at this desk, the most urgent first."""
