"""The minutes of a meeting (B3), made by the meeting's id."""

from datetime import timedelta
from pathlib import Path

from okrdesk.domain.meeting import Conclusion, Meeting
from okrdesk.domain.objective import Owner
from okrdesk.forms.filling import fill_form
from okrdesk.forms.pages import page_text
from okrdesk.forms.register import check_text
from okrdesk.services.meetings import hold_meeting
from tests.offices import TODAY, Office, make_key_result, make_objective


def test_minutes_say_who_met_what_was_seen_and_what_was_concluded(
    office: Office, tmp_path: Path
) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    concluded = Conclusion(
        "", "", "Bổ sung người", office.ids.officer, TODAY + timedelta(days=7), None, key_result
    )
    meeting = Meeting(
        "", "Giao ban", TODAY, "", office.ids.division, "Phòng họp 1", "12 người", "Một\nHai"
    )
    id = hold_meeting(office.desk, meeting, [concluded]).value
    owner = Owner(unit_id=office.ids.division)
    filled = fill_form(office.desk, "B3", id, [owner], tmp_path / "b3.pdf")
    text = page_text(filled.files[0].read_bytes(), 0)
    for words in ("Giao ban", "16/11/2026", "Phòng họp 1", "12 người", "Hai", "Nguyễn Văn An"):
        assert words in text
    for words in ("Bổ sung người", "Tỷ lệ hồ sơ", "Đỗ Thị Đào", "23/11/2026"):
        assert words in text
    found = check_text(office.desk, filled.codes[0])
    assert (found.is_registered, found.changed) == (True, ())
