"""Excel in and out: workbooks that others write are read with care, and every list leaves as real
cells.
"""
