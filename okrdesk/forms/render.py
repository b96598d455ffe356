"""A form's data and its template made into PDF/A by Typst, with the bundled fonts and nothing else.

The data travel as JSON and are never read as markup. The same template, data and moment give the
same bytes on every computer, so a printed sheet can be made again and compared. Typst releases the
interpreter lock; calls from several threads run side by side.

The data stand in the few lines that Typst starts from and not in its `sys.inputs`: those are part
of its library, and with another library all that Typst remembers of earlier sheets is lost, which
doubles the time of a sheet.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from okrdesk.errors import Code, Fault
from okrdesk.forms.glyphs import drawable
from okrdesk.forms.guard import check_template
from okrdesk.forms.printable import printable_data
from okrdesk.forms.registry import Template
from okrdesk.paths import resources

if TYPE_CHECKING:
    import typst

Standard = Literal["a-2b", "a-1b", "a-3b"]
_GLYPH = re.compile(r"U\+[0-9A-F]{4,6}")


class Renderer:
    """Renders forms, in any thread; holds the loaded fonts, so one serves the whole program."""

    def __init__(self, fonts: Path | None = None) -> None:
        import typst

        folder = fonts or resources() / "fonts"
        self._drawable = drawable(folder)
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
        )

    def render_pdf(
        self,
        template: Template,
        data: Mapping[str, Any],
        made_at: datetime,
        standard: Standard = "a-2b",
    ) -> bytes:
        """Return `data` set by `template` as a tagged PDF, dated `made_at` (an aware moment).

        Raises Refused FORM_TEMPLATE_UNSAFE for a template that reaches outside of its folder, and
        Fault FORM_FAILED where Typst reports anything at all, a warning included.
        """
        import typst

        compiler = self._compiler(template, data)
        try:
            pdf, warnings = compiler.compile_with_warnings(
                format="pdf",
                pdf_standards=[standard],
                timestamp=_plain(made_at),
            )
        except typst.TypstError as error:
            raise _fault(template, error) from error
        if warnings:
            raise _fault(template, warnings[0]) from warnings[0]
        if not isinstance(pdf, bytes):
            raise TypeError("Typst returned no single PDF")
        return pdf

    def query(self, template: Template, data: Mapping[str, Any], selector: str) -> list[Any]:
        """Return the values of the metadata that a form sets, such as its signature places.

        Raises as `render_pdf` does.
        """
        import typst

        compiler = self._compiler(template, data)
        try:
            found: list[Any] = json.loads(compiler.query(selector, field="value"))
        except typst.TypstError as error:
            raise _fault(template, error) from error
        return found

    def _compiler(self, template: Template, data: Mapping[str, Any]) -> "typst.Compiler":
        import typst

        check_template(template.folder, template.root)
        start = start_of(template, printable_data(data, self._drawable))
        return typst.Compiler(start, root=template.root, font_paths=self._fonts)


def start_of(template: Template, data: object) -> bytes:
    """Return what Typst starts from: the form's `printed`, called with `data` as JSON."""
    layout = template.layout.relative_to(template.root).as_posix()
    # JSON has no control characters of its own, so these two are all that ends a string in Typst.
    text = json.dumps(data, ensure_ascii=False).replace("\\", "\\\\").replace('"', '\\"')
    return f'#import "/{layout}": printed\n#printed(json(bytes("{text}")))\n'.encode()


@cache
def shared_renderer() -> Renderer:
    """Return the renderer of the whole program, with the shipped fonts; the first call loads them.

    A second thread that asks meanwhile may load them too; either renderer gives the same bytes.
    """
    return Renderer()


def _plain(moment: datetime) -> datetime:
    # Typst takes whole seconds and an offset that is a number, not the name of a zone.
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("the moment a form is made at needs a time zone")
    return moment.replace(microsecond=0, tzinfo=timezone(offset))


def _fault(template: Template, problem: "typst.TypstError | typst.TypstWarning") -> Fault:
    # PDF/A refuses a character without a glyph and names it by number; show the character as well.
    points = [chr(int(point[2:], 16)) for point in _GLYPH.findall(problem.message)]
    signs = "".join(f" “{sign}”" for sign in points)
    return Fault(Code.FORM_FAILED, form=template.code, detail=problem.message + signs)
