"""okrdesk: objectives, key results and check-ins of a public office, offline on its own PCs."""

__version__ = "0.1.0"
