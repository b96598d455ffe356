"""okrdesk: objectives, key results and check-ins of a public office, kept offline on its own PCs."""

__version__ = "0.1.0"
