"""The screen Mục tiêu: the tree of objectives and key results, one of them whole, their editors."""
