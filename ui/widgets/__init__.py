"""Reusable parts that every screen is built from."""
