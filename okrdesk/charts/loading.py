"""Loading matplotlib on a worker without the window noticing.

A full garbage collection in the middle of the import holds every thread for some 60 ms, measured
with CPython 3.11; without it the longest hold is that of loading one binary module.
"""

import gc
import sys


def load_matplotlib() -> None:
    """Import what drawing needs (0.4 s once); does nothing when it is there already."""
    if "matplotlib.backends.backend_agg" in sys.modules:
        return
    collecting = gc.isenabled()
    gc.disable()
    try:
        import matplotlib.backends.backend_agg
        import matplotlib.figure
        import matplotlib.patheffects  # noqa: F401
    finally:
        if collecting:
            gc.enable()
