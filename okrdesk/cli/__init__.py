"""The command line: everything a window does, for scripts, support and tests."""
