"""The frame that holds every screen: rail, top bar, status bar, lock screen, palette and first
run.
"""
