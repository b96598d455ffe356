"""A matplotlib figure used as a sheet of paper: everything is placed in pixels from the top left.

Layout is done here by hand rather than by matplotlib, because direct labels need to know how wide
they are. Nothing touches pyplot or rcParams; text is never read as mathematics, so that "$" is
printed as typed. matplotlib is imported inside functions: it costs half a second and 80 MB.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from okrdesk.charts.style import Style, mix
from okrdesk.paths import resources

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

Point2 = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels from the sheet's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Return the area that both share, in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(width, 0.0) * max(height, 0.0)

    def holds(self, point: Point2) -> bool:
        """Say whether `point` lies within."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


@dataclass(frozen=True)
class Ink:
    """How a text is written: colour, size in points, weight and the side it hangs on."""

    colour: str
    size: float
    bold: bool = False
    align: str = "left"


@dataclass(frozen=True)
class Spot:
    """Something that can be pointed at: its pixel from the top left, and what it says.

    `cell` is the row and column of the chart's table that it shows; `box` is all of its room.
    """

    x: float
    y: float
    text: str
    cell: tuple[int, int] | None = None
    box: Box | None = None


class Sheet:
    """One figure of `size` pixels at `dpi`, with helpers that measure and write text."""

    def __init__(self, style: Style, size: tuple[int, int], dpi: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.style, self.dpi = style, dpi
        self.width, self.height = size
        self.spots: list[Spot] = []
        self.figure: Figure = Figure(
            figsize=(self.width / dpi, self.height / dpi), dpi=dpi, facecolor=style.tokens.surface
        )
        canvas: Any = FigureCanvasAgg(self.figure)
        self._renderer = canvas.get_renderer()
        self._widths: dict[tuple[str, float, bool], float] = {}
        self._fonts: dict[tuple[float, bool], FontProperties] = {}

    @property
    def em(self) -> float:
        """Return the height of the body text in pixels; all distances are parts of it."""
        return self.style.font_size * self.dpi / 72

    def ink(self, role: str, scale: float = 1.0, **more: Any) -> Ink:
        """Return ink in the token named `role` at `scale` times the body size."""
        return Ink(getattr(self.style.tokens, role), self.style.font_size * scale, **more)

    def font(self, ink: Ink) -> FontProperties:
        """Return the bundled face for `ink`."""
        from matplotlib.font_manager import FontProperties

        key = (ink.size, ink.bold)
        if key not in self._fonts:
            name = "DejaVuSans-Bold.ttf" if ink.bold else "DejaVuSans.ttf"
            weight = "bold" if ink.bold else "normal"
            file = resources() / "fonts" / name
            self._fonts[key] = FontProperties(fname=file, size=ink.size, weight=weight)
        return self._fonts[key]

    def plain(self, text: str) -> str:
        """Return `text` as the bundled face can print it: □ for unknown letters."""
        from matplotlib.font_manager import get_font

        if text.isascii() and text.isprintable():
            return text
        face = get_font(resources() / "fonts" / "DejaVuSans.ttf")
        kept = (letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cs"))
        return "".join(letter if face.get_char_index(ord(letter)) else "□" for letter in kept)

    def measure(self, text: str, ink: Ink) -> tuple[float, float]:
        """Return the width and height in pixels of `text`, which may have several lines."""
        lines = text.split("\n")
        return max(self._width(line, ink) for line in lines), len(lines) * self.line_height(ink)

    def _width(self, line: str, ink: Ink) -> float:
        key = (line, ink.size, ink.bold)
        if key not in self._widths:
            found = self._renderer.get_text_width_height_descent(line, self.font(ink), False)
            self._widths[key] = found[0]
        return self._widths[key]

    def line_height(self, ink: Ink) -> float:
        """Return the distance of two lines in pixels; Vietnamese capitals carry two marks."""
        return ink.size * self.dpi / 72 * 1.32

    def fit(self, text: str, ink: Ink, room: float, lines: int = 1) -> str:
        """Return `text` in at most `lines` lines of `room` pixels; what is cut ends in "…"."""
        words = self.plain(" ".join(text.split())).split()
        if self.measure(whole := " ".join(words), ink)[0] <= room:
            return whole
        rows: list[str] = []
        while words and len(rows) < lines:
            row = words.pop(0)
            while words and self.measure(f"{row} {words[0]}", ink)[0] <= room:
                row = f"{row} {words.pop(0)}"
            rows.append(row)
        if words:
            rows[-1] += " " + words[0]
        return "\n".join(
            self._clip(row, ink, room, bool(words) and row is rows[-1]) for row in rows
        )

    def _clip(self, row: str, ink: Ink, room: float, cut: bool) -> str:
        if not cut and self.measure(row, ink)[0] <= room:
            return row
        kept = row
        while kept and self.measure(kept + "…", ink)[0] > room:
            kept = kept[:-1]
        return kept.rstrip(" ,;:-–") + "…"

    def write(self, text: str, at: Point2, ink: Ink, halo: bool = False) -> Box:
        """Write `text` below `at`, hanging on `ink.align`; return the box it takes."""
        width, height = self.measure(text, ink)
        part = {"left": 0.0, "center": 0.5, "right": 1.0}[ink.align]
        step = self.line_height(ink)
        for index, line in enumerate(text.split("\n")):
            self._write_line(line, (at[0], at[1] + step * index + step * 0.78), ink, halo)
        left = at[0] - width * part
        return Box(left, at[1], left + width, at[1] + height)

    def _write_line(self, line: str, at: Point2, ink: Ink, halo: bool) -> None:
        text = self.figure.text(
            at[0] / self.width,
            1 - at[1] / self.height,
            line,
            color=ink.colour,
            fontproperties=self.font(ink),
            ha=ink.align,
            va="baseline",
            parse_math=False,
            zorder=9,
        )
        if halo:
            from matplotlib.patheffects import withStroke

            ground = self.style.tokens.surface
            text.set_path_effects([withStroke(linewidth=ink.size * 0.3, foreground=ground)])

    def axes(self, box: Box, x: tuple[float, float], y: tuple[float, float]) -> Axes:
        """Return bare axes filling `box`: no frame, no ticks, limits `x` and `y`."""
        axes = self.figure.add_axes(
            (
                box.left / self.width,
                1 - box.bottom / self.height,
                (box.right - box.left) / self.width,
                (box.bottom - box.top) / self.height,
            ),
            xlim=x,
            ylim=y,
            facecolor="none",
            xticks=[],
            yticks=[],
        )
        axes.spines[:].set_visible(False)
        axes.set_autoscale_on(False)
        return axes

    def heading(self, title: str, subtitle: str) -> float:
        """Write title and subtitle where the style wants them; return where the plot begins."""
        top = self.em * 0.6
        if not self.style.titled:
            return top
        left, room = self.em * 0.7, self.width - self.em * 1.4
        ink = self.ink("text", 1.15, bold=True)
        top = self.write(self.fit(title, ink, room, lines=2), (left, top), ink).bottom
        ink = self.ink("muted", 0.95)
        return self.write(self.fit(subtitle, ink, room), (left, top), ink).bottom + self.em * 0.7

    def dot(self, at: Point2) -> None:
        """Put a small hollow square at a pixel, which a label beside it names."""
        self.mark(
            at,
            marker="s",
            markersize=self.style.font_size * 0.42,
            markeredgecolor=self.style.tokens.muted,
            markerfacecolor=self.style.tokens.surface,
            markeredgewidth=1.2,
        )

    def mark(self, at: Point2, **look: Any) -> None:
        """Put one marker at a pixel; `look` are the marker properties of matplotlib's Line2D."""
        from matplotlib.lines import Line2D

        place = ([at[0] / self.width], [1 - at[1] / self.height])
        self.figure.add_artist(
            Line2D(*place, linestyle="none", transform=self.figure.transFigure, zorder=6, **look)
        )

    def stroke(self, start: Point2, end: Point2, colour: str) -> None:
        """Draw a hairline between two pixels."""
        from matplotlib.lines import Line2D

        across = [start[0] / self.width, end[0] / self.width]
        down = [1 - start[1] / self.height, 1 - end[1] / self.height]
        self.figure.add_artist(
            Line2D(across, down, color=colour, lw=0.7, transform=self.figure.transFigure)
        )

    def filling(self, colour: str) -> dict[str, Any]:
        """Return how an area is filled: with a tint of `colour`."""
        return {"facecolor": mix(colour, self.style.tokens.surface, 0.13), "lw": 0}

    def block(self, box: Box, colour: str) -> None:
        """Fill a rectangle."""
        from matplotlib.patches import Rectangle

        self.figure.add_artist(
            Rectangle(
                (box.left / self.width, 1 - box.bottom / self.height),
                (box.right - box.left) / self.width,
                (box.bottom - box.top) / self.height,
                facecolor=colour,
                lw=0,
                transform=self.figure.transFigure,
            )
        )
