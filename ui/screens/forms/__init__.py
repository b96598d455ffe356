"""The screen Biểu mẫu & báo cáo: choose a form and whose, see it as it prints, print or save it."""
