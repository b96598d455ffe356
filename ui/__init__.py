"""The window: hand-written widgets over `okrdesk`; no SQL, no network and no database object lives
here.
"""
