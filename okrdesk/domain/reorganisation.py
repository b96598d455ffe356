"""Units that become other units on a day."""

from enum import StrEnum


class SuccessionKind(StrEnum):
    """How a unit goes over into another: merged with others, split into several, or replaced."""

    MERGE = "merge"
    SPLIT = "split"
    REPLACE = "replace"
