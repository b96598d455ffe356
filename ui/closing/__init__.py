"""The end of a cycle in the window: grades typed in one table, what misses, what is carried over.

Used by Quản trị (the whole cycle) and by Mục tiêu (one objective).
"""
