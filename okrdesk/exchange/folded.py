"""Folding with a memory: a workbook names the same units, people and objectives row after row."""

from functools import lru_cache

from okrdesk.domain.text import fold

folded = lru_cache(maxsize=32_768)(fold)
"""Return what `okrdesk.domain.text.fold` returns."""
