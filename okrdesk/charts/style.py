"""How a chart looks: colours by role and font size.

The tokens are those of the window's theme (light and dark). Line styles and markers are the same on
both, so that a colour never says something alone.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tokens:
    """Colours by role as `#RRGGBB`; all but `line` have a contrast of 4.5 or more on `surface`."""

    surface: str
    line: str
    text: str
    muted: str
    accent: str
    good: str
    warn: str
    bad: str
    idle: str


LIGHT = Tokens(
    surface="#FFFFFF",
    line="#D5DAE1",
    text="#1C2129",
    muted="#566070",
    accent="#1459A6",
    good="#1B7A4B",
    warn="#9A5B00",
    bad="#B3261E",
    idle="#647084",
)
DARK = Tokens(
    surface="#1E2228",
    line="#353C46",
    text="#E8EAED",
    muted="#A3ACB9",
    accent="#7DB3F2",
    good="#62C394",
    warn="#E5AE55",
    bad="#F2938C",
    idle="#95A0AF",
)


@dataclass(frozen=True)
class Style:
    """A chart's look: `tokens`, body `font_size` in points, titled or not."""

    tokens: Tokens = LIGHT
    font_size: float = 10.0
    titled: bool = True


def mix(colour: str, ground: str, share: float) -> str:
    """Return `share` (0–1) of `colour` laid over `ground`: a tint without transparency."""
    pairs = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in range(1, 7, 2))
    return "#" + "".join(f"{round(top * share + under * (1 - share)):02X}" for top, under in pairs)
