"""The alignment map on paper: one page as large as the picture, for a plotter or a screen."""

from datetime import datetime
from pathlib import Path

from okrdesk.forms.registry import find_template
from okrdesk.forms.render import shared_renderer
from okrdesk.outgoing import write_whole
from okrdesk.paths import resources


def write_map(path: Path, svg: bytes, size: tuple[float, float], texts: tuple[str, str]) -> Path:
    """Write the picture `svg` of `size` (points) to a file and return the file.

    It is PDF where the suffix says so, else the picture as it stands. `texts` as for
    `alignment_pdf`. Raises Fault FILE_NOT_WRITTEN.
    """

    def make() -> bytes:
        if path.suffix.lower() == ".pdf":
            return alignment_pdf(svg, size, texts, datetime.now().astimezone())
        return svg

    return write_whole(path, make)


def alignment_pdf(
    svg: bytes, size: tuple[float, float], texts: tuple[str, str], made_at: datetime
) -> bytes:
    """Return the picture `svg` of `size` (points) as PDF/A-2b under a title.

    `texts` are the title, and what is said of the picture to who cannot see it. Raises what
    `Renderer.render_pdf` raises.
    """
    template = find_template("alignment-map", made_at.date(), resources())
    title, said = texts
    data = {
        "title": title,
        "said": said,
        "svg": svg.decode(),
        "width": size[0],
        "height": size[1],
    }
    return shared_renderer().render_pdf(template, data, made_at)
