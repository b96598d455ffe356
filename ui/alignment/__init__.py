"""What serves what: the alignment map, sharing an objective among units, handing it down."""
