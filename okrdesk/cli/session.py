"""One run of the command line on one data folder: opening it, and calling services in it."""

import getpass
import os
import sys
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from okrdesk.app import ENVIRONMENT_PASSWORD, Application, Opened
from okrdesk.app_sync import is_wiped
from okrdesk.errors import Code, Fault, Refused
from okrdesk.i18n import _, set_terms

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.office import NewOffice

T = TypeVar("T")


class Session:
    """The data folder that the commands of one run work on; opened at the first need."""

    def __init__(self, folder: Path) -> None:
        self.application = Application(folder)
        self._stack = ExitStack()
        self._stack.callback(self.application.close)

    @property
    def folder(self) -> Path:
        """Return the data folder."""
        return self.application.folder

    def create(self, new: "NewOffice | None") -> Opened:
        """Make the folder's database; without a keyring the password is needed."""
        return self.wait(self.application.create(given_password(confirm=True), new))

    def open(self) -> Opened:
        """Open the folder: by the keyring, else by OKRDESK_PASSWORD, else by asking."""
        if is_wiped(self.application.folder):
            raise Fault(Code.DEVICE_REVOKED)
        if not self.application.exists:
            raise Refused(Code.NO_OFFICE)
        password = given_password() if self.application.needs_password() else None
        opened = self.wait(self.application.open(password))
        self.wait(self.application.submit(_take_words))
        return opened

    def run(self, call: "Callable[[Desk], T]") -> T:
        """Return `call(desk)`, after opening the folder where it is not open yet."""
        if self.application.state != "open":
            self.open()
        return self.wait(self.application.submit(call))

    def close(self) -> None:
        """Close what was opened."""
        self._stack.close()

    @staticmethod
    def wait(future: Future[T]) -> T:
        """Return what was asked for once it is there."""
        try:
            return future.result()
        except Refused as error:
            if error.code is Code.PASSWORD_NEEDED:  # a shell has no field to type it into
                raise Refused(Code.PASSWORD_NOT_GIVEN) from error
            raise


def _take_words(desk: "Desk") -> None:
    """Let answers call things as the office does."""
    from okrdesk.services.office import find_office_settings

    set_terms(find_office_settings(desk).terms)


def given_password(*, confirm: bool = False) -> str | None:
    """Return the password of OKRDESK_PASSWORD, or as typed at a terminal; None where there is none.

    With `confirm` it is asked for twice; raises Refused(PASSWORDS_DIFFER).
    """
    password = os.environ.get(ENVIRONMENT_PASSWORD)
    if password is None and sys.stdin is not None and sys.stdin.isatty():
        password = getpass.getpass(_("Password: "))
        if confirm and password and getpass.getpass(_("The same password again: ")) != password:
            raise Refused(Code.PASSWORDS_DIFFER)
    return password or None
