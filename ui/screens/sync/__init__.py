"""Đồng bộ: what waits, what arrived, what was not accepted and why, and who changed the same."""
