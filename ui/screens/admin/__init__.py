"""The screen Quản trị: units, people, cycles, units of measure, the office's own rules, rights."""
