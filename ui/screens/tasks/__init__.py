"""Công việc: products and tasks in a grid made for the keyboard, and each task whole below it."""
