"""Meeting mode: one key result at a time on the whole screen, decisions typed in place."""
