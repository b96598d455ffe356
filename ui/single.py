"""One window for each data folder: a second start asks the first to come to the front and ends.

A small file in the folder says that a window listens; without it, the first start need not load
Qt's network library before its first paint. A file left by a crash costs one attempt to connect.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

WAIT_MS = 500
MARK = "window.open"


def name_of(folder: Path) -> str:
    """Return the name that the window of `folder` listens on, the same for every spelling."""
    return "okrdesk-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:20]


def raise_first(folder: Path) -> bool:
    """Ask the window of `folder`, if there is one, to come to the front; say whether it heard."""
    if not (folder / MARK).exists():
        return False
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(name_of(folder))
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(b"raise\n")
    socket.waitForBytesWritten(WAIT_MS)
    socket.disconnectFromServer()
    return True


class Doorbell(QObject):
    """Listens for second starts of `folder` and calls `raise_up` for each."""

    def __init__(self, folder: Path, raise_up: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder
        self._raise_up = raise_up
        self._server: QLocalServer | None = None

    def listen(self) -> None:
        """Begin to listen; called after the first paint."""
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        if not self._server.listen(name_of(self._folder)):
            QLocalServer.removeServer(name_of(self._folder))
            self._server.listen(name_of(self._folder))
        if self._folder.is_dir():
            (self._folder / MARK).touch()

    def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            (self._folder / MARK).unlink(missing_ok=True)

    def _answer(self) -> None:
        server = self._server
        while server is not None and server.hasPendingConnections():
            caller = server.nextPendingConnection()
            caller.disconnected.connect(caller.deleteLater)
            self._raise_up()
