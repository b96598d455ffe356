"""The sample office: a made-up department whose every screen has something to show.

`resources/sample` says who works there, what they want to reach and what they write; this package
places it around the present day and writes it through the journal as one act. The same moment
gives the same rows.
"""

from okrdesk.sample.building import build_sample

__all__ = ["build_sample"]
