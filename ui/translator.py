"""Qt's own words (buttons, dialogs, context menus) from the same catalogue as everything else."""

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from okrdesk import i18n

LOCALES = {
    "vi": QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam),
    "en": QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom),
}


class CatalogueTranslator(QTranslator):
    """Answers Qt's requests from `resources/translations/<language>/qt.json`."""

    def translate(
        self,
        context: str,
        sourceText: str,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        """Return the text in the language in use; None lets Qt use its own.

        An empty text would not do: Qt takes it for a translation.
        """
        if i18n.language() == "en":
            return None
        found = i18n._(sourceText)
        return found.replace("%n", str(n)) if found != sourceText else None

    def isEmpty(self) -> bool:
        """Say that there is something to ask."""
        return False


def use_language(language: str) -> None:
    """Make `language` that of the window: texts, dates and numbers."""
    i18n.use(language)
    QLocale.setDefault(LOCALES[language])


def install(application: QCoreApplication) -> CatalogueTranslator:
    """Install the translator on `application`, which owns it from then on."""
    translator = CatalogueTranslator(application)
    application.installTranslator(translator)
    return translator
