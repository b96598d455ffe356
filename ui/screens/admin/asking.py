"""Asking the server what an administrator may ask, as a job on a worker."""

from collections.abc import Callable, Mapping
from typing import Any

from ui.desktop import Desktop
from ui.shell.jobs import Ticket


def asking(
    desktop: Desktop, method: str, path: str, body: Mapping[str, Any] | None = None
) -> Callable[[Ticket], dict[str, Any]]:
    """Return the call of a job that asks the server of this computer; raises as `carrying.ask`."""

    def call(_ticket: Ticket) -> dict[str, Any]:
        from okrdesk import carrying

        return carrying.ask(desktop.application.sync_session, method, path, body)

    return call
