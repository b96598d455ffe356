"""Reads for screens and services: each query serves one need and returns frozen rows."""
