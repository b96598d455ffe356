"""How okrdesk looks: colour tokens, palette, style sheet, type sizes and icons."""
