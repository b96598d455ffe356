"""What a check of a sheet found, in sentences: for the window and the shell."""

from okrdesk.domain.dates import day_at, format_date
from okrdesk.forms.register import Checked, Difference
from okrdesk.i18n import N_, _
from okrdesk.names import name_of

FIELDS: dict[str, str] = {
    "agency": N_("agency"),
    "answer": N_("answer"),
    "authority": N_("competent authority"),
    "authority_mark": N_("authority's mark"),
    "band": N_("level"),
    "bands": N_("levels"),
    "bearer": N_("whose sheet it is"),
    "blocked": N_("what is missing"),
    "brought": N_("scores brought along"),
    "by": N_("whose figures"),
    "causes": N_("objective causes"),
    "cause": N_("objective cause"),
    "code": N_("code"),
    "coefficient": N_("coefficient"),
    "comment": N_("remark"),
    "compiler": N_("compiled by"),
    "complaint": N_("complaint"),
    "components": N_("results criteria"),
    "content_errors": N_("content errors"),
    "converted": N_("converted products"),
    "count": N_("how many"),
    "counts": N_("how many"),
    "criteria": N_("general criteria"),
    "delays": N_("delays"),
    "done": N_("done"),
    "done_on": N_("done on"),
    "due": N_("due on"),
    "errors": N_("errors excused"),
    "facts": N_("wording"),
    "feeds": N_("key results shown"),
    "formula": N_("formula"),
    "general": N_("points of the general criteria"),
    "head": N_("direct head"),
    "key_results": N_("key results"),
    "last": N_("last day"),
    "legal": N_("legal basis"),
    "letterhead": N_("letterhead"),
    "mark": N_("own mark"),
    "name": N_("name"),
    "note": N_("note"),
    "objectives": N_("objectives"),
    "okr": N_("progress of objectives"),
    "own_band": N_("own level"),
    "owner": N_("who answers for it"),
    "percent": N_("percentage"),
    "period": N_("period"),
    "points": N_("points"),
    "progress": N_("progress"),
    "proposal": N_("proposal"),
    "proposed_band": N_("proposed level"),
    "quality": N_("quality"),
    "quantity": N_("quantity"),
    "reached": N_("reached"),
    "reason": N_("reason"),
    "result": N_("percentage of the results"),
    "rows": N_("rows"),
    "share": N_("share"),
    "shares": N_("numbers by level"),
    "signed_by": N_("signed by"),
    "start": N_("start"),
    "strengths": N_("strengths"),
    "target": N_("target"),
    "tasks": N_("tasks"),
    "timeliness": N_("timeliness"),
    "title": N_("title"),
    "total": N_("total"),
    "unit": N_("unit"),
    "weaknesses": N_("weaknesses"),
    "weight": N_("weight"),
}
"""What the fields of a sheet are called; a row goes by its own number and name."""
_MOST = 40
_OTHER_FORM = N_(
    "The form has other columns, wording or signatures now than when this was printed; some "
    "differences may come from that, not from the data."
)


def lines_of(found: Checked) -> list[str]:
    """Return what a check found, the verdict first."""
    document = found.document
    lines = [_verdict(found)]
    if document:
        entered = _("{title}, entered by {who} on {day}.")
        lines.append(
            entered.format(
                title=document.title, who=document.who, day=format_date(day_at(document.at))
            )
        )
    lines += [_("On the page: {line}").format(line=line) for line in found.altered[:_MOST]]
    lines += _changes(found)
    for file in document.files if document else ():
        text = _("{kind}: {name}, SHA-256 {sha256}")
        lines.append(text.format(kind=name_of(file.kind), name=file.name, sha256=file.sha256))
    if found.is_attached:
        lines.append(_("This very file was attached to the register before."))
    return lines


def difference_text(one: Difference) -> str:
    """Return a difference as a sentence that names the field."""
    place = " · ".join(_(FIELDS[part]) if part in FIELDS else part for part in one.path)
    blank = _("(empty)")
    text = _("{place}: printed “{printed}”, now “{now}”")
    return text.format(place=place, printed=one.printed or blank, now=one.now or blank)


def _verdict(found: Checked) -> str:
    if not found.is_registered:
        return _("The register has this code with other content: this sheet was not printed so.")
    if found.is_untouched is False:
        return _("The pages do not say what was printed: the file was altered.")
    if found.is_untouched:
        return _("The pages say what was printed and registered.")
    return _("The sheet is in the register.")


def _changes(found: Checked) -> list[str]:
    if found.changed is None:
        return [_("What the record says now cannot be compared here.")]
    lines = [_(_OTHER_FORM)] if found.has_other_form else []
    if not found.changed:
        return [*lines, _("The record has not changed since.")]
    lines.append(_("Changed in the record since:"))
    return lines + [difference_text(one) for one in found.changed[:_MOST]]
