"""The posts of one person, inside the person's dialog: listed, added, edited, taken away."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.i18n import N_, _
from ui.actions import Action, ActionSet
from ui.operations import Command
from ui.screens.admin.duty import Duty, duty_name, duty_of
from ui.screens.admin.editors import day_text
from ui.screens.admin.load import PersonFacts
from ui.screens.admin.post_dialog import PostDialog
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.posts import PostRow, SavedPost
    from ui.screens.admin.person_dialog import PersonDialog


def _duty(row: "PostRow") -> str:
    duty = duty_of(row.is_leader, row.is_deputy)
    return "" if duty is Duty.MEMBER else duty_name(duty)


COLUMNS = (
    Column("unit", N_("Unit"), text=lambda row: row.unit_name, width=0),
    Column("title", N_("Title of the post"), text=lambda row: row.title, width=20),
    Column("duty", N_("Duty"), text=_duty, width=14),
    Column("share", N_("Share"), text=lambda row: f"{row.share} %", width=7, right=True),
    Column("from", N_("From"), text=lambda row: day_text(row.from_on), width=12),
    Column("to", N_("To"), text=lambda row: day_text(row.to_on), width=12),
)
POST_ACTIONS = (
    Action("post.add", N_("Add post"), "Ctrl+N", "add"),
    Action("post.edit", N_("Edit post"), "F2", "edit"),
    Action("post.remove", N_("Take away post"), "", "delete"),
)


class PostsPart(QWidget):
    """The list of posts with its buttons, and a warning where they claim more than 100 %."""

    def __init__(self, dialog: "PersonDialog", person_id: str) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._person_id = person_id
        self._facts: PersonFacts | None = None
        self.actions_ = ActionSet(self, POST_ACTIONS)
        self.model = RowModel(COLUMNS, self)
        self.table = TableView(_("Posts"), "posts", self)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.set_model(self.model)
        self.table.setFixedHeight(self.fontMetrics().lineSpacing() * 8)
        self.table.activated_row.connect(lambda _index: self._edit())
        self.table.menu_asked.connect(self._show_menu)
        self.table.selectionModel().currentChanged.connect(lambda *_now: self.actions_.update())
        self.warning = label("", "error", wrap=True)
        self.warning.hide()
        self._lay_out()
        self.actions_.on("post.add", self._add)
        self.actions_.on("post.edit", self._edit, lambda: self.selected is not None)
        self.actions_.on("post.remove", self._remove, lambda: self.selected is not None)

    @property
    def selected(self) -> "PostRow | None":
        """The post that is selected."""
        row: PostRow | None = self.model.row(self.table.currentIndex().row())
        return row

    def show_posts(self, facts: PersonFacts) -> None:
        """Show all posts, those that ended too."""
        self._facts = facts
        kept = self.selected.id if self.selected else ""
        self.model.set_rows(facts.posts)
        if facts.posts and not self.table.select_id(kept):
            self.table.select_id(facts.posts[0].id)
        text = _("Together the posts take {share} % of the working time: more than 100 %.")
        self.warning.setText(text.format(share=facts.share))
        self.warning.setVisible(facts.share > 100)
        self.actions_.update()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(_("Posts"), "section"))
        head.addStretch(1)
        for action in POST_ACTIONS:
            head.addWidget(self.actions_.button(action.id))
        help_text = _(
            "Who leaves a post: edit it and give its last day. Take away only what was entered by"
            " mistake."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.table)
        column.addWidget(self.warning)
        column.addWidget(label(help_text, "small", wrap=True))

    def _add(self) -> None:
        self._open(None)

    def _edit(self) -> None:
        if self.selected is not None:
            self._open(self.selected)

    def _open(self, row: "PostRow | None") -> None:
        if self._facts is not None:
            dialog = PostDialog(self, self._person_id, row, self._facts.units)
            dialog.saved.connect(partial(self._saved, row is None))
            dialog.open()

    def _saved(self, is_new: bool, saved: "SavedPost") -> None:
        if saved.is_overloaded:
            text = _("Saved, but together the posts take {share} % of the working time.")
            self._dialog.warn(text.format(share=saved.share_total))
        else:
            self._dialog.tell_done(
                _("The post was added.") if is_new else _("The post was changed.")
            )

    def _remove(self) -> None:
        row = self.selected
        if row is None:
            return
        said = _("The post was taken away.")
        Command(partial(_remove_post, row.id), title=_("Remove post")).success(
            lambda _done: self._dialog.tell_done(said)
        ).run(self)

    def _show_menu(self, at: QPoint) -> None:
        self.actions_.menu("post.edit", "post.add", None, "post.remove").popup(at)


def _remove_post(post_id: str, desk: "Desk") -> Any:
    from okrdesk.services.posts import remove_post

    return remove_post(desk, post_id)
