"""The optional sections of a check-in: prompts, actions, and what stands in the way."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.domain.check_in import BlockerKind, Prompt
from okrdesk.domain.dates import format_date
from okrdesk.i18n import _
from okrdesk.names import NAMES, name_of
from ui.checkin.source import add_action, load_people
from ui.checkin.ticks import FoldSection, WrappedTick
from ui.operations import Command, Query
from ui.widgets.buttons import button
from ui.widgets.editors import Choice, ChoiceBox, DateEdit, NoteEdit, TextEdit
from ui.widgets.form import FieldRow
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.check_ins import BlockerEntry
    from okrdesk.services.desk import Done
    from okrdesk.services.details import Blocker
    from okrdesk.services.key_results import ActionItem


class PromptsPart(FoldSection):
    """The office's questions, each to be answered or left out; made when they are first shown."""

    edited = Signal()

    def __init__(self, prompts: Sequence[Prompt]) -> None:
        super().__init__(_("Prompts"))
        self._prompts = tuple(prompts)
        self._answers: dict[Prompt, NoteEdit] = {}
        self.rows: dict[str, FieldRow] = {}
        if not prompts:
            self.hide()

    def answers(self) -> dict[Prompt, str]:
        """Return what was answered."""
        found = {prompt: answer.value() for prompt, answer in self._answers.items()}
        return {prompt: text for prompt, text in found.items() if text}

    def prefill(self, answers: Mapping[Prompt, str]) -> None:
        """Show answers given before; those to a question switched off since are not shown."""
        given = {prompt: text for prompt in self._prompts if (text := answers.get(prompt))}
        if given:
            self.set_open(True)
        for prompt, answer in self._answers.items():
            answer.set_value(given.get(prompt))

    def typed(self) -> dict[str, str]:
        """Return every answer as typed."""
        return {prompt.value: text for prompt, text in self.answers().items()}

    def restore(self, typed: Any) -> None:
        """Show again what `typed` returned."""
        self.prefill({prompt: typed.get(prompt.value, "") for prompt in self._prompts})

    def _build(self) -> None:
        for prompt in self._prompts:
            answer = NoteEdit(2)
            answer.edited.connect(self.edited)
            self._answers[prompt] = answer
            self.rows[prompt.value] = FieldRow(name_of(prompt), answer)
            self.inner.addWidget(self.rows[prompt.value])


class NewActionEdit(TextEdit):
    """A line for one more action; Enter adds it instead of saving the check-in."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Add with Enter where something is typed."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() and self.value():
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class ActionsPart(FoldSection):
    """Open actions to tick, and a line to add one; ticking never moves the key result."""

    edited = Signal()

    def __init__(self, key_result_id: str, items: "Sequence[ActionItem]") -> None:
        open_ones = [item for item in items if item.done_on is None]
        super().__init__(_("Actions"), is_open=bool(open_ones))
        self._key_result_id = key_result_id
        self._ticks: list[WrappedTick] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        for item in open_ones:
            note = _("due {date}").format(date=format_date(item.due_on)) if item.due_on else ""
            self._add_tick(item.id, item.title, note)
        self.new = NewActionEdit(_("New action"), 300)
        self.new.setAccessibleName(_("New action"))
        self.new.edited.connect(self.edited)
        self.new.entered.connect(self.add)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.new, 1)
        row.addWidget(button(_("Add"), self.add, icon="add"))
        self.inner.addLayout(self._list)
        self.inner.addLayout(row)
        self._show_count()

    def done(self) -> frozenset[str]:
        """Return the ids of the actions ticked."""
        return frozenset(tick.item_id for tick in self._ticks if tick.is_on())

    def waiting(self) -> bool:
        """Say whether an action is typed and not yet added."""
        return self.new.value() is not None

    def add(self, then: Any = None) -> None:
        """Write the action that is typed; its text stays where that fails."""
        title = self.new.value()
        if title is None:
            return

        def added(done: "Done[str]") -> None:
            self.new.clear()
            self._add_tick(done.value, title, "")
            self._show_count()
            self.edited.emit()
            if callable(then):
                then()

        call = partial(add_action, key_result_id=self._key_result_id, title=title)
        Command(call, title=_("Add an action")).success(added).run(self)

    def typed(self) -> dict[str, Any]:
        """Return the ticks, and the text of an action not yet added."""
        return {"done": sorted(self.done()), "new": self.new.text()}

    def restore(self, typed: Any) -> None:
        """Show again what `typed` returned."""
        for tick in self._ticks:
            tick.set_on(tick.item_id in typed["done"])
        self.new.setText(typed["new"])
        self.set_open(bool(self._ticks or typed["new"]))

    def _add_tick(self, item_id: str, title: str, note: str) -> None:
        tick = WrappedTick(item_id, title, note)
        tick.edited.connect(self.edited)
        self._ticks.append(tick)
        self._list.addWidget(tick)

    def _show_count(self) -> None:
        count = len(self._ticks)
        self.set_note(_("{n} open").format(n=count) if count else "")


NO_BLOCKER: dict[str, Any] = {"kind": None, "text": "", "owner": None, "due": "", "closed": []}


class BlockerPart(FoldSection):
    """What stood in the way before, to tick once it is gone; and what stands there now: its kind,
    in words, who removes it, and by when.

    The fields are made when they are first shown; the people are read once there is a blocker.
    """

    edited = Signal()

    def __init__(self, before: "Sequence[Blocker]" = ()) -> None:
        super().__init__(_("Blocker"))
        self.rows: dict[str, FieldRow] = {}
        self._wanted_owner: str | None = None
        self._asked = self._has_people = False
        still = [one for one in before if one.closed_on is None]
        self._ticks = [WrappedTick(one.id, _said(one), _until(one)) for one in still]
        if still:
            self.inner.addWidget(label(_("Tick what has been removed."), "muted", wrap=True))
            self.set_note(_("{n} open").format(n=len(still)))
            self.set_open(True)

    def closed(self) -> frozenset[str]:
        """Return the ids of the earlier blockers ticked as removed."""
        return frozenset(tick.item_id for tick in self._ticks if tick.is_on())

    def entry(self) -> "BlockerEntry | None":
        """Return the blocker, or None where no kind is chosen; raises Refused(BAD_DATE)."""
        from okrdesk.services.check_ins import BlockerEntry

        if not self.is_built or self.kind.value() is None:
            return None
        return BlockerEntry(
            BlockerKind(self.kind.value()),
            self.text.value() or "",
            self._owner_id(),
            self.due.value(),
        )

    def typed(self) -> dict[str, Any]:
        """Return every field as typed."""
        if not self.is_built:
            return dict(NO_BLOCKER)
        return {
            "closed": sorted(self.closed()),
            "kind": self.kind.value(),
            "text": self.text.toPlainText(),
            "owner": self._owner_id(),
            "due": self.due.text(),
        }

    def restore(self, typed: Any) -> None:
        """Show again what `typed` returned."""
        if typed == NO_BLOCKER:
            return
        self.set_open(True)
        for tick in self._ticks:
            tick.set_on(tick.item_id in typed.get("closed", ()))
        self.kind.set_value(typed["kind"])
        self.text.set_value(typed["text"])
        self._wanted_owner = typed["owner"]
        self.due.setText(typed["due"])
        self._fit()

    def _build(self) -> None:
        for tick in self._ticks:
            tick.edited.connect(self.edited)
            self.inner.addWidget(tick)
        kinds = [Choice(kind.value, name_of(kind)) for kind in NAMES[BlockerKind]]
        self.kind = ChoiceBox(kinds, empty=_("No new blocker") if self._ticks else _("No blocker"))
        self.text = NoteEdit(2)
        self.owner = ChoiceBox(empty=_("Nobody yet"))
        self.due = DateEdit()
        self.rows |= {
            "blocker_kind": FieldRow(_("Kind"), self.kind),
            "blocker": FieldRow(_("What stands in the way"), self.text),
            "blocker_owner": FieldRow(_("Who removes it"), self.owner),
            "due_on": FieldRow(_("Until"), self.due),
        }
        self._pair = QWidget()
        box = QHBoxLayout(self._pair)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.rows["blocker_owner"], 3)
        box.addWidget(self.rows["due_on"], 2)
        for part in (self.rows["blocker_kind"], self.rows["blocker"], self._pair):
            self.inner.addWidget(part)
        for editor in (self.kind, self.text, self.owner, self.due):
            editor.edited.connect(self._edited)
        self._fit()

    def _owner_id(self) -> str | None:
        owner: str | None = self.owner.value() if self._has_people else self._wanted_owner
        return owner

    def _edited(self) -> None:
        self._fit()
        self.edited.emit()

    def _fit(self) -> None:
        """Ask for the rest only once there is a blocker."""
        on = self.kind.value() is not None or bool(self.text.toPlainText())
        self.rows["blocker"].setVisible(on)
        self._pair.setVisible(on)
        if on and not self._asked:
            self._asked = True
            Query(load_people).success(self._take_people).run(self)

    def _take_people(self, people: list[tuple[str, str]]) -> None:
        self._has_people = True
        self.owner.set_choices([Choice(id, name) for id, name in people])
        self.owner.set_value(self._wanted_owner)


def _said(blocker: "Blocker") -> str:
    kind = name_of(blocker.kind)
    return f"{kind}: {blocker.text}" if blocker.text else kind


def _until(blocker: "Blocker") -> str:
    return _("due {date}").format(date=format_date(blocker.due_on)) if blocker.due_on else ""
