"""The alignment map as SVG: boxes with title, mark, progress and owner, and the lines between.

Text stays text, so that the picture can be searched. Marks differ by shape, as in the window.
"""

from xml.sax.saxutils import escape

from okrdesk.charts.style import LIGHT, Tokens, mix
from okrdesk.domain.alignment import AlignmentMap, MapEdge, MapNode
from okrdesk.domain.health import Health
from okrdesk.i18n import _
from okrdesk.outgoing import xml_text

WIDE, HIGH, GAP_X, GAP_Y, PAD = 230.0, 64.0, 56.0, 12.0, 12.0
_LETTERS = 34
_FONTS = "'DejaVu Sans', 'Segoe UI', 'Noto Sans', Arial, sans-serif"
# Shape and colour by mark: ● ▲ ■ ◌ ○.
_SHAPES = {
    Health.ON_TRACK: ('<circle cx="5" cy="5" r="5" fill="{good}"/>'),
    Health.AT_RISK: ('<path d="M5 0 L10 10 L0 10 Z" fill="{warn}"/>'),
    Health.BEHIND: ('<rect width="10" height="10" fill="{bad}"/>'),
    Health.OVERDUE: (
        '<circle cx="5" cy="5" r="4.2" fill="none" stroke="{bad}" stroke-width="1.6"'
        ' stroke-dasharray="2 1.6"/>'
    ),
}
_RING = '<circle cx="5" cy="5" r="4.2" fill="none" stroke="{idle}" stroke-width="1.4"/>'


def map_size(found: AlignmentMap) -> tuple[float, float]:
    """Return width and height of the picture, in points."""
    return (
        2 * PAD + max(found.columns, 1) * (WIDE + GAP_X) - GAP_X,
        2 * PAD + max(found.rows, 1.0) * (HIGH + GAP_Y) - GAP_Y,
    )


def map_svg(found: AlignmentMap, tokens: Tokens = LIGHT) -> bytes:
    """Return the map as an SVG file."""
    wide, high = map_size(found)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}pt" height="{high:g}pt"'
        f' viewBox="0 0 {wide:g} {high:g}" font-family="{_FONTS}" font-size="10.5">',
        f'<rect width="100%" height="100%" fill="{tokens.surface}"/>',
        *(_line(found, edge, tokens) for edge in found.edges),
        *(_box(found, node, tokens) for node in found.nodes),
        "</svg>",
    ]
    return "\n".join(parts).encode()


def describe_map(found: AlignmentMap) -> str:
    """Return what the map shows, in one sentence, for who cannot see it."""
    told = _("A map of {nodes} things and {edges} lines; {orphans} objectives serve nothing above.")
    return told.format(nodes=len(found.nodes), edges=len(found.edges), orphans=len(found.orphans))


def _corner(found: AlignmentMap, id: str) -> tuple[float, float]:
    column, row = found.places[id]
    return PAD + column * (WIDE + GAP_X), PAD + row * (HIGH + GAP_Y)


def _line(found: AlignmentMap, edge: MapEdge, tokens: Tokens) -> str:
    x, y = _corner(found, edge.above)
    to_x, to_y = _corner(found, edge.below)
    x, y, to_y = x + WIDE, y + HIGH / 2, to_y + HIGH / 2
    bend = (to_x - x) / 2
    dash = "" if edge.is_counted else ' stroke-dasharray="5 4"'
    return (
        f'<path d="M{x:g} {y:g} C{x + bend:g} {y:g} {to_x - bend:g} {to_y:g} {to_x:g} {to_y:g}"'
        f' fill="none" stroke="{mix(tokens.muted, tokens.surface, 0.62)}"{dash}/>'
    )


def _box(found: AlignmentMap, node: MapNode, tokens: Tokens) -> str:
    x, y = _corner(found, node.id)
    is_directive = node.entity.startswith("directive")
    ground = mix(tokens.accent, tokens.surface, 0.1) if is_directive else tokens.surface
    edge, width = (tokens.warn, 2) if node.is_orphan else (tokens.line, 1)
    lines = [
        f'<text x="10" y="{18 + 14 * number}" fill="{tokens.text}">{_text(line)}</text>'
        for number, line in enumerate(_wrapped(node.title))
    ]
    mark, left = "", 10
    if node.health is not None:
        shape = _SHAPES.get(node.health, _RING).format(**vars(tokens))
        mark, left = f'<g transform="translate(10 {HIGH - 17:g})">{shape}</g>', 26
    share = "" if node.progress is None else f"{round(node.progress * 100)} %"
    foot = " · ".join(part for part in (share, node.owner) if part)
    return (
        f'<g transform="translate({x:g} {y:g})"><title>{_text(node.title)}</title>'
        f'<rect width="{WIDE:g}" height="{HIGH:g}" rx="5" fill="{ground}" stroke="{edge}"'
        f' stroke-width="{width}"/>{"".join(lines)}{mark}'
        f'<text x="{left}" y="{HIGH - 8:g}" fill="{tokens.muted}">{_text(_cut(foot))}</text></g>'
    )


def _wrapped(title: str) -> list[str]:
    """Return a title in at most two lines."""
    words, first = title.split(), ""
    while words and len(f"{first} {words[0]}".strip()) <= _LETTERS:
        first = f"{first} {words.pop(0)}".strip()
    if not first:
        return [_cut(title)]
    return [first, _cut(" ".join(words))] if words else [first]


def _cut(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1].rstrip()}…"


def _text(text: str) -> str:
    return escape(xml_text(text))
