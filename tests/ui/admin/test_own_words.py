"""Days off and words of the office: typed as lines, kept, and shown again."""

from datetime import date

import pytest

from okrdesk import i18n
from okrdesk.errors import Code, Refused
from okrdesk.services.office import edit_office_setting, find_office_settings
from tests.ui.admin.hands import Hands, error_at
from ui.history.dialog import HistoryDialog
from ui.screens.admin.own_words_part import days_text, read_days


def test_days_are_lines_and_spans() -> None:
    days = read_days("20/02/2026\n16/02/2026 – 18/02/2026\n", "holidays")
    assert days == ["2026-02-16", "2026-02-17", "2026-02-18", "2026-02-20"]
    assert days_text(map(date.fromisoformat, days)) == "16/02/2026–18/02/2026\n20/02/2026"
    with pytest.raises(Refused) as refused:
        read_days("18/02/2026-16/02/2026", "holidays")
    assert refused.value.code is Code.DATES_UPSIDE_DOWN


def test_working_days_and_words_are_kept(hands: Hands) -> None:
    part = hands.go(hands.office).own
    assert "16/02/2026–20/02/2026" in part.known.text()
    hands.fill(part.days, holidays="16/02/2026-18/02/2026", worked_days="không phải ngày")
    part.save_days.click()
    assert error_at(part.days, "worked_days")
    hands.fill(part.days, worked_days="28/02/2026")
    part.save_days.click()
    hands.settle()
    hands.fill(part.terms, **{"chỉ số": "chỉ tiêu"})
    part.save_terms.click()
    hands.settle()
    kept = hands.screen.desktop.application.submit(find_office_settings).result()
    assert len(kept.holidays) == 3
    assert kept.worked_days == {date(2026, 2, 28)}
    assert kept.terms == {"chỉ số": "chỉ tiêu"}
    assert not part.is_dirty()
    i18n.set_terms({})


def test_the_history_of_rules_names_each_and_says_its_values_in_words(hands: Hands) -> None:
    hands.screen.desktop.application.submit(
        lambda desk: [
            edit_office_setting(desk, key, value)
            for key, value in (
                ("grace_days", 5),
                ("grace_days", 7),
                ("holidays", ["2026-02-16"]),
                ("terms", {"chỉ số": "chỉ tiêu"}),
            )
        ]
    ).result()
    hands.go(hands.office)
    hands.do("settings.history")
    history = hands.dialog(HistoryDialog)
    lines = {(line.field, line.before, line.after) for line in history.model._rows.values()}
    assert {
        ("Số ngày chờ thêm", "", "5"),
        ("Số ngày chờ thêm", "5", "7"),
        ("Ngày nghỉ", "", "16/02/2026"),
        ("Thuật ngữ của cơ quan", "", "chỉ số → chỉ tiêu"),
    } <= lines
