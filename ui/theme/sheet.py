"""The one small style sheet, written from tokens and the text size; the rest is Fusion with the
palette.
"""

# ruff: noqa: E501 (one rule of the style sheet stays on one line)

from okrdesk.paths import resources
from ui.theme.tokens import Tokens, mix

BODY_POINTS = 10.5
POINTS = {"huge": 21.0, "title": 15.0, "section": 12.5, "body": BODY_POINTS, "small": 9.5}


def points(kind: str, percent: int) -> float:
    """Return the size in points of a kind of text ("title", "section", "body", "small") at
    `percent`.
    """
    return round(POINTS[kind] * percent / 100, 1)


def sheet(tokens: Tokens, percent: int) -> str:
    """Return the application's style sheet."""
    return (
        _texts(tokens, percent)
        + _fields(tokens, percent)
        + _buttons(tokens, percent)
        + _views(tokens)
        + _frame(tokens)
    )


def _texts(t: Tokens, percent: int) -> str:
    return f"""
QLabel[type="huge"] {{ font-size: {points("huge", percent)}pt; font-weight: 600; }}
QLabel[type="title"] {{ font-size: {points("title", percent)}pt; font-weight: 600; }}
QLabel[type="section"] {{ font-size: {points("section", percent)}pt; font-weight: 600; }}
QLabel[type="muted"] {{ color: {t.muted}; }}
QLabel[type="small"] {{ font-size: {points("small", percent)}pt; color: {t.muted}; }}
QLabel[type="error"] {{ color: {t.bad}; }}
QToolTip {{ border: 1px solid {t.line}; padding: 4px 6px; }}
"""


def _fields(t: Tokens, percent: int) -> str:
    arrow = round(14 * percent / 100)
    icons = (resources() / "icons").as_posix()
    ground = "dark" if t.is_dark else "light"
    kinds = ("QLineEdit", "QPlainTextEdit", "QTextEdit", "QComboBox", "QSpinBox", "QDateEdit")
    fields = ", ".join(kinds)
    invalid = ", ".join(
        f'{kind}[invalid="true"]{state}' for kind in kinds for state in ("", ":focus")
    )
    return f"""
{fields} {{ background: {t.surface}; border: 1px solid {t.edge}; border-radius: 5px;
  padding: 4px 8px; min-height: 1.35em; selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus {{
  border: 2px solid {t.accent}; padding: 3px 7px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled {{
  background: {t.canvas}; border-color: {t.line}; }}
{invalid}, *[invalid="true"] {{ border: 2px solid {t.bad}; padding: 3px 7px; }}
QSpinBox {{ padding: 0; min-height: 1.9em; }}
QSpinBox:focus {{ padding: 0; }}
QSpinBox QLineEdit, QComboBox QLineEdit {{ border: 0; padding: 0 6px; background: transparent; min-height: 0; }}
QTextBrowser {{ border: 1px solid {t.line}; }}
QTextBrowser:focus {{ border: 2px solid {t.accent}; }}
QCheckBox, QRadioButton {{ spacing: 8px; border: 2px solid transparent; border-radius: 5px; padding: 2px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {t.accent}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: 1em; height: 1em; border: 1px solid {t.muted}; background: {t.surface}; }}
QCheckBox::indicator {{ border-radius: 3px; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; image: url({icons}/tick-{ground}.svg); }}
QRadioButton::indicator {{ border-radius: 0.5em; }}
QRadioButton::indicator:checked {{ border-color: {t.accent}; image: url({icons}/dot-{ground}.svg); }}
QComboBox {{ padding-right: {arrow + 10}px; }}
QComboBox::drop-down {{ border: 0; width: {arrow + 10}px; subcontrol-position: center right; }}
QComboBox::down-arrow {{ image: url({icons}/arrow-{ground}.svg); width: {arrow}px; height: {arrow}px; }}
QComboBox QAbstractItemView {{ border: 1px solid {t.edge}; background: {t.surface}; outline: 0; padding: 4px; }}
QComboBox QAbstractItemView::item {{ min-height: 1.8em; padding: 0 6px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: 0; width: {arrow + 8}px; background: transparent; }}
QSpinBox::up-arrow {{ image: url({icons}/arrow-up-{ground}.svg); width: {arrow - 2}px; height: {arrow - 2}px; }}
QSpinBox::down-arrow {{ image: url({icons}/arrow-{ground}.svg); width: {arrow - 2}px; height: {arrow - 2}px; }}
"""


def _buttons(t: Tokens, percent: int) -> str:
    return f"""
QPushButton {{ background: {t.surface}; border: 1px solid {t.edge}; border-radius: 5px; padding: 5px 14px;
  min-height: 1.35em; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:pressed {{ background: {t.selected}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 4px 13px; }}
QPushButton:disabled {{ color: {t.muted}; background: {t.canvas}; border-color: {t.line}; }}
QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent};
  font-weight: 600; }}
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {{ background: {_deeper(t)}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {t.text}; }}
QPushButton[kind="primary"]:disabled {{ background: {t.line}; color: {t.muted}; border-color: {t.line}; }}
QPushButton[kind="search"] {{ color: {t.muted}; border-color: {t.line}; background: {t.canvas}; text-align: left; padding: 5px 10px; }}
QPushButton[kind="search"]:hover {{ border-color: {t.edge}; }}
QPushButton[kind="search"]:focus {{ border: 2px solid {t.accent}; padding: 4px 9px; }}
QPushButton[kind="link"] {{ background: transparent; border: 2px solid transparent; color: {t.accent};
  padding: 3px 6px; text-align: left; }}
QPushButton[kind="figure"] {{ background: transparent; border: 2px solid transparent; color: {t.accent};
  padding: 3px 6px; text-align: left; font-size: {points("title", percent)}pt; font-weight: 600; }}
QPushButton[kind="figure"]:focus {{ border-color: {t.accent}; }}
QPushButton[kind="link"]:hover, QPushButton[kind="figure"]:hover {{ text-decoration: underline; }}
QPushButton[kind="link"]:focus {{ border-color: {t.accent}; }}
QPushButton[kind="status"] {{ background: transparent; border: 2px solid transparent; color: {t.muted};
  padding: 1px 4px; min-height: 0; text-align: left; font-size: {points("small", percent)}pt; }}
QPushButton[kind="status"]:hover {{ color: {t.text}; }}
QPushButton[kind="status"]:focus {{ border-color: {t.accent}; color: {t.text}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QToolButton {{ background: transparent; border: 2px solid transparent; border-radius: 5px; padding: 4px; }}
QToolButton:hover {{ background: {t.hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {t.selected}; }}
QToolButton:focus {{ border-color: {t.accent}; }}
QToolButton[popupMode="1"] {{ padding-right: 18px; }}
QToolButton::menu-button {{ border: 0; width: 16px; }}
QToolButton::menu-indicator {{ image: none; }}
QMenu {{ background: {t.surface}; border: 1px solid {t.edge}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.selected}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
QMenu::icon {{ padding-left: 8px; }}
"""


def _views(t: Tokens) -> str:
    icons = (resources() / "icons").as_posix()
    ground = "dark" if t.is_dark else "light"
    return f"""
QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: 5px; outline: 0;
  selection-background-color: {t.selected}; selection-color: {t.text}; gridline-color: {t.line}; }}
QTableView::item, QTreeView::item, QListView::item {{ padding: 0 5px; border-bottom: 1px solid {_hair(t)}; }}
QListView::item {{ border-bottom: 0; }}
QListView[part="plain"] {{ border: 0; background: transparent; }}
QTableView::item:hover, QTreeView::item:hover, QListView::item:hover {{ background: {t.hover}; }}
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected {{
  background: {t.selected}; color: {t.text}; }}
QTreeView::branch {{ border-bottom: 1px solid {_hair(t)}; }}
QTreeView::branch:selected {{ background: {t.selected}; }}
QTreeView::branch:has-children:closed {{ image: url({icons}/arrow-right-{ground}.svg); }}
QTreeView::branch:has-children:open {{ image: url({icons}/arrow-{ground}.svg); }}
QHeaderView {{ background: {t.surface}; border: 0; }}
QHeaderView::section {{ background: {t.surface}; color: {t.muted}; border: 0; border-bottom: 1px solid {t.line};
  padding: 5px 8px; font-weight: 600; }}
QHeaderView::section:hover {{ color: {t.text}; }}
QHeaderView::down-arrow, QHeaderView::up-arrow {{ width: 10px; height: 10px; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {t.line}; }}
QTabBar::tab {{ background: transparent; color: {t.muted}; padding: 7px 12px; border: 0;
  border-bottom: 2px solid transparent; }}
QTabBar[part="narrow"]::tab {{ padding: 7px 9px; }}
QTabBar::tab:hover {{ color: {t.text}; }}
QTabBar::tab:selected {{ color: {t.accent}; border-bottom: 2px solid {t.accent}; font-weight: 600; }}
QTabBar::tab:focus {{ background: {t.selected}; }}
QTabBar QToolButton {{ background: {t.canvas}; border: 0; padding: 0; }}
QTabBar QToolButton::right-arrow {{ image: url({icons}/arrow-right-{ground}.svg); }}
QTabBar QToolButton::left-arrow {{ image: url({icons}/arrow-left-{ground}.svg); }}
QProgressBar {{ background: {t.line}; border: 0; border-radius: 3px; height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QScrollArea {{ border: 0; background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {_hair(t, 0.45)}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {t.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
QSplitter::handle {{ background: {t.line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
"""


def _frame(t: Tokens) -> str:
    return f"""
QFrame[part="rail"] {{ background: {t.surface}; border: 0; border-right: 1px solid {t.line}; }}
QFrame[part="top"] {{ background: {t.surface}; border: 0; border-bottom: 1px solid {t.line}; }}
QFrame[part="status"] {{ background: {t.surface}; border: 0; border-top: 1px solid {t.line}; }}
QFrame[part="card"] {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: 6px; }}
QFrame[part="rule"] {{ background: {t.line}; border: 0; max-height: 1px; min-height: 1px; }}
QFrame[part="bar"] {{ border: 0; border-left: 4px solid {t.accent}; border-radius: 4px;
  background: {t.tint(t.accent)}; }}
QFrame[part="bar"][tone="good"] {{ border-left-color: {t.good}; background: {t.tint(t.good)}; }}
QFrame[part="bar"][tone="warn"] {{ border-left-color: {t.warn}; background: {t.tint(t.warn)}; }}
QFrame[part="bar"][tone="bad"] {{ border-left-color: {t.bad}; background: {t.tint(t.bad)}; }}
QFrame[part="rail"] QToolButton {{ padding: 7px 6px; text-align: left; color: {t.text}; }}
QFrame[part="rail"] QToolButton:checked {{ background: {t.selected}; color: {t.accent}; }}
"""


def _deeper(t: Tokens) -> str:
    return mix(t.text, t.accent, 0.18)


def _hair(t: Tokens, share: float = 0.55) -> str:
    return mix(t.line if share > 0.5 else t.muted, t.surface, share)
