"""The screen Đánh giá: the own sheet, what waits for one's word, the unit's table, the periods."""
