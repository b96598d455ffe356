"""The words of an office reach the window once its database is open, and when they change."""

from okrdesk import i18n
from okrdesk.services.office import edit_office_setting
from tests.ui.admin.hands import Hands
from ui.terms import OfficeTerms


def test_new_words_are_taken_up(hands: Hands) -> None:
    desktop = hands.screen.desktop
    terms = OfficeTerms(desktop)
    told: list[str] = []
    desktop.language_changed.connect(lambda: told.append(i18n._("Objectives")))
    desktop.application.submit(
        lambda desk: edit_office_setting(desk, "terms", {"mục tiêu": "nhiệm vụ"})
    ).result()
    desktop.announce(frozenset({("office_setting", "x")}))
    hands.wait(lambda: told == ["Nhiệm vụ"])
    terms.deleteLater()
    i18n.set_terms({})
