"""The screen Văn bản: directives, what they ask for, and what stands behind it."""
