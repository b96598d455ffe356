"""How the window stands with the office's server: its state, its words, and enrolling."""
