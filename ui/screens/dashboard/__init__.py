"""The screen Bảng điều khiển: how the office stands, and what is behind each number."""
