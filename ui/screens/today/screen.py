"""The screen Hôm nay: the list of what is due, what to do with a row, and the own objectives."""

from decimal import Decimal
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from okrdesk.i18n import N_, _, ngettext
from ui.checkin import CheckInDialog, correct_check_in, open_check_in
from ui.checkin.source import Subject, drop_draft
from ui.checkin.why import WhyPopup
from ui.desktop import Desktop
from ui.indicators.due_line import DueIndicators
from ui.operations import Command, Latest, Query
from ui.reviewing import JudgeDialog, open_blockers, open_reading, remarks
from ui.screen import Screen
from ui.screens.evaluation.waiting import WaitingEvaluations
from ui.screens.today import wording
from ui.screens.today.attention import Attention
from ui.screens.today.decisions import Decisions
from ui.screens.today.rows import TodayList, TodayModel
from ui.screens.today.source import (
    GROUP_NAMES,
    Due,
    Group,
    Item,
    Submitted,
    TodayFacts,
    Word,
    carry_out,
    load_today,
    why_of,
)
from ui.screens.today.summary import LETTERS, Summary
from ui.screens.today_actions import TODAY_ACTIONS
from ui.widgets.empty import EmptyState
from ui.widgets.text import label

LIST_LETTERS = 84


class TodayScreen(Screen):
    """What waits for the person, overdue first; Enter opens the check-in of the row."""

    TITLE = N_("Today")
    ACTIONS = TODAY_ACTIONS
    WATCHES = frozenset(
        {
            "check_in",
            "conclusion",
            "key_result",
            "objective",
            "cycle",
            "draft",
            "office_setting",
            "post",
            "review",
            "remark",
            "task",
            "task_share",
            "delivery",
            "cause",
            "step",
        }
    )

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._latest = Latest()
        self._wanted = ""
        self._place = 0
        self._has_objectives = False
        self._was_done = False
        self.lead = label("", "muted", wrap=True)
        self.body.addWidget(self.lead)
        self.decisions = Decisions(desktop)
        notices = QVBoxLayout()
        notices.setSpacing(0)
        for lines in (Attention, WaitingEvaluations):
            notices.addWidget(lines(desktop))
        notices.addWidget(self.decisions)
        notices.addWidget(DueIndicators(desktop))
        self.body.addLayout(notices)
        self.model = TodayModel(self)
        self.list = TodayList(self)
        self.list.setModel(self.model)
        self.list.opened.connect(self._open)
        self.list.why_asked.connect(self._why_at)
        self.list.menu_asked.connect(self._menu)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.list)
        self.pages.addWidget(self._nothing())
        self.pages.addWidget(self._done())
        self.summary = Summary(self._show_objective)
        across = QHBoxLayout()
        across.setSpacing(24)
        across.addWidget(self.pages, 1)
        across.addWidget(self.summary)
        self.body.addLayout(across, 1)
        self.summary.hide()
        self._wire()

    def refresh(self) -> None:
        """Read anew what is due."""
        Query(load_today).success(self._latest.only(self._fill)).run(self)

    def refresh_soon(self) -> None:
        """Refresh, but not behind an open check-in, whose next page would wait for it."""
        if any(one.isVisible() for one in self.findChildren(CheckInDialog)):
            self._stale = True
        else:
            super().refresh_soon()

    def focus_start(self) -> None:
        """Put the cursor into the list, or on the page in its place: rows that come take it."""
        if (page := self.pages.currentWidget()) is not None:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_item(self, entity: str, item_id: str) -> None:
        """Select a key result of the list, now or when it has been read."""
        if entity == "key_result":
            self._wanted = item_id
            self._select(item_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the own objectives where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _wire(self) -> None:
        has_item = self._has_item
        self.actions_.on("today.check-in", self._open_current, has_item)
        self.actions_.on("today.why", self._why, has_item)
        self.actions_.on("today.review", self._review, lambda: self._submitted() is not None)
        self.actions_.on("today.show", self._show, self._has_row)
        self.actions_.on("today.deliver", self._deliver, lambda: self._task() is not None)
        self.actions_.on("today.discard", self._discard, self._has_draft)
        self.actions_.on("today.read", partial(open_reading, self))
        self.actions_.on("today.blockers", partial(open_blockers, self))
        self.head.addWidget(self.actions_.tool("today.blockers"))
        self.head.addWidget(self.actions_.button("today.why"))
        self.head.addWidget(self.actions_.button("today.check-in", primary=True))
        self.list.selectionModel().currentChanged.connect(lambda *_now: self._current_changed())

    def _nothing(self) -> EmptyState:
        text = _("Nothing of yours is due within 7 days. Key results appear here by their rhythm.")
        return EmptyState("today", _("Nothing is due"), text)

    def _done(self) -> EmptyState:
        text = _("Everything that was due is checked in. The next ones appear here by themselves.")
        return EmptyState("check", _("All done"), text)

    def _fill(self, facts: TodayFacts) -> None:
        at = self.list.currentIndex()
        current = self._line(at)
        wanted = self._wanted or (current.row.id if current else "")
        self._wanted = ""
        rows: list[Item | Submitted | Due | Word] = []
        rows += [*facts.inbox, *facts.words, *facts.items, *facts.tasks]
        self.model.set_items(rows, facts.today)
        self.decisions.show_waits(facts.waits)
        self._select(wanted)
        self.note.setText(wording.day_of(facts.today))
        self.lead.setText(self._lead(facts))
        has_rows = bool(rows)
        # A page that goes would hand the keyboard to whatever comes next in the window.
        was_here = self.window().focusWidget() is self.list or self.has_idle_keyboard()
        self.pages.setCurrentIndex(0 if has_rows else (2 if self._was_done else 1))
        self._has_objectives = bool(facts.objectives)
        self.summary.show_objectives(facts.objectives)
        self._fit()
        self.actions_.update()
        if was_here and self.isVisible():
            self.focus_start()

    def _lead(self, facts: TodayFacts) -> str:
        """Return the greeting, what was just finished, and what waits."""
        parts = [_("Hello {name}.").format(name=facts.name)]
        pressing = any(item.group in (Group.LATE, Group.TODAY) for item in facts.items)
        if self._was_done and facts.items and not pressing:
            parts.append(_("Everything due is done."))
        parts.append(counts(facts))
        return " ".join(part for part in parts if part)

    def _select(self, item_id: str) -> None:
        """Select the row of something, or else what stands where the last one stood."""
        index = self.model.index_of(item_id)
        if not index.isValid():
            rows = self.model.rowCount()
            places = [*range(self._place, rows), *range(min(self._place, rows) - 1, -1, -1)]
            found = (self.model.index(place) for place in places)
            index = next((one for one in found if self.model.may_be_chosen(one)), QModelIndex())
        self.list.setCurrentIndex(index)
        if index == self.model.first():
            self.list.scrollToTop()

    def _current_changed(self) -> None:
        if self.list.currentIndex().isValid():
            self._place = self.list.currentIndex().row()
        self.actions_.update()

    def _fit(self) -> None:
        letter = self.fontMetrics().averageCharWidth()
        self.summary.setFixedWidth(letter * LETTERS)
        room = self.width() >= letter * (LIST_LETTERS + LETTERS) + 72
        self.summary.setVisible(self._has_objectives and room)

    def _item(self) -> Item | None:
        return self.model.item(self.list.currentIndex())

    def _submitted(self) -> Submitted | None:
        return self.model.submitted(self.list.currentIndex())

    def _task(self) -> Due | None:
        return self.model.task(self.list.currentIndex())

    def _line(self, at: QModelIndex) -> Item | Submitted | Due | Word | None:
        model = self.model
        return model.item(at) or model.submitted(at) or model.task(at) or model.word(at)

    def _has_row(self) -> bool:
        return self.model.may_be_chosen(self.list.currentIndex())

    def _has_item(self) -> bool:
        return self._item() is not None

    def _has_draft(self) -> bool:
        item = self._item()
        return item is not None and item.row.has_draft

    def _open_current(self) -> None:
        self._open(self.list.currentIndex())

    def _review(self) -> None:
        """Read what waits for approval, to approve or return it."""
        line = self._submitted()
        if line is not None:
            dialog = JudgeDialog(line.row.id, self)
            dialog.saved.connect(lambda _done: self.tell(_("Your decision was noted.")))
            dialog.open()

    def _deliver(self) -> None:
        """Record what was delivered of a task: all that is left, unless said."""
        line = self._task()
        if line is not None:
            from ui.screens.tasks.dialogs import DeliverDialog

            left = max(line.row.quantity - line.row.done, Decimal(0)) or None
            start = {"quantity": left, "done_on": self.model.today}
            dialog = DeliverDialog(line.row, start, None, self)
            dialog.saved.connect(lambda _done: self.tell(_("What was delivered is recorded.")))
            dialog.open()

    def _open(self, index: QModelIndex) -> None:
        item = self.model.item(index)
        if item is None:
            self._deliver()
            self._review()
            self._follow_word(index)
            return
        if item.corrects_id is not None:
            dialog: CheckInDialog = correct_check_in(self, item.row.id, item.corrects_id)
        else:
            dialog = open_check_in(self, item.row.id, self._queue_after(item))
        dialog.recorded.connect(self._recorded)
        dialog.finished.connect(self._closed)

    def _follow_word(self, index: QModelIndex) -> None:
        """Correct what was given back, explain what was asked, or say that it is carried out."""
        line = self.model.word(index)
        if line is None:
            return
        if line.group is Group.RETURNED:
            dialog = correct_check_in(self, line.row.key_result_id, line.row.id)
            dialog.finished.connect(self._closed)
        elif line.group is Group.CONCLUDED:
            told = _("The conclusion was noted as carried out.")
            call = partial(carry_out, line.row.id)
            done = Command(call, title=_("Carry out conclusion"))
            done.success(lambda _done: self.tell_done(told)).run(self)
        else:
            page = remarks.Page(self, self.tell)
            remarks.answer(page, line.row.id, line.row.title, wording.word_note(line))

    def _queue_after(self, item: Item) -> list[str]:
        """Return what follows the row in the list, and then what stands before it."""
        ids = [one.row.id for one in self.model.items() if one.group is not Group.DRAFT]
        if item.row.id not in ids:
            return []
        place = ids.index(item.row.id)
        return ids[place + 1 :] + ids[:place]

    def _closed(self, _result: int) -> None:
        self.refresh_soon()

    def _recorded(self, _saved: object) -> None:
        self._was_done = True

    def _why(self) -> None:
        self._why_at(self.list.currentIndex())

    def _why_at(self, index: QModelIndex) -> None:
        item = self.model.item(index)
        if item is None:
            return
        box = self.list.visualRect(index)
        at = self.list.viewport().mapToGlobal(box.bottomLeft() + QPoint(28, 2))

        def show(sentences: list[str]) -> None:
            WhyPopup(self, item.row.title, sentences).show_at(at)

        Query(partial(why_of, key_result_id=item.row.id)).success(show).run(self)

    def _show(self) -> None:
        item, line, task = self._item(), self._submitted(), self._task()
        word = self.model.word(self.list.currentIndex())
        if word is not None:
            self.desktop.go.emit("objectives", "key_result", word.row.key_result_id)
        elif task is not None:
            self.desktop.go.emit("tasks", "task", task.row.id)
        elif item is not None:
            self.desktop.go.emit("objectives", "key_result", item.row.id)
        elif line is not None:
            self._show_objective(line.row.id)

    def _show_objective(self, objective_id: str) -> None:
        self.desktop.go.emit("objectives", "objective", objective_id)

    def _discard(self) -> None:
        item = self._item()
        if item is None:
            return
        subject = Subject(item.row.id, item.corrects_id)
        Query(partial(drop_draft, subject=subject)).success(self._discarded).run(self)

    def _discarded(self, _none: object) -> None:
        self.tell(_("The draft was discarded."))
        self.desktop.announce(frozenset({("draft", "")}))

    def _menu(self, at: QPoint) -> None:
        self.actions_.menu(
            *("today.review", "today.check-in", "today.deliver", "today.why", "today.show"),
            *(None, "today.discard"),
        ).popup(at)


def counts(facts: TodayFacts) -> str:
    """Return how many rows each group has, in one line; empty groups are left out."""
    parts = []
    waiting = len(facts.inbox)
    inbox = ngettext(
        "{n} objective waits for your approval.", "{n} objectives wait for your approval.", waiting
    ).format(n=waiting)
    for group in Group:
        count = sum(item.group is group for item in facts.items)
        if count:
            parts.append(f"{count} {_(GROUP_NAMES[group]).lower()}")
    total = len(facts.items)
    due_tasks = ngettext("{n} task is due.", "{n} tasks are due.", len(facts.tasks))
    tasks = due_tasks.format(n=len(facts.tasks)) if facts.tasks else ""
    if not total:
        return " ".join(part for part in (inbox if waiting else "", tasks) if part)
    lead = ngettext("{n} key result waits:", "{n} key results wait:", total).format(n=total)
    due = f"{lead} {', '.join(parts)}."
    return " ".join(part for part in (inbox if waiting else "", due, tasks) if part)
