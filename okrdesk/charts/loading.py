"""Loading matplotlib on a worker without the window noticing.

A full garbage collection holds every thread for as long as it takes to walk all objects: some 60 ms
in the middle of this import (CPython 3.11), and 30 to 60 ms at each later one, because matplotlib
brings 200,000 objects that live for ever. So none runs during the import, and what has been loaded
by then is frozen: later collections pass over it.
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

        gc.freeze()
    finally:
        if collecting:
            gc.enable()
