"""One window for each data folder: a second start asks the first to come to the front and ends."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 500


def name_of(folder: Path) -> str:
    """Return the name that the window of `folder` listens on, the same for every spelling."""
    return "okrdesk-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:20]


def raise_first(folder: Path) -> bool:
    """Ask the window of `folder`, if there is one, to come to the front; say whether it heard."""
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
        self._raise_up = raise_up
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        if not self._server.listen(name_of(folder)):
            QLocalServer.removeServer(name_of(folder))
            self._server.listen(name_of(folder))

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _answer(self) -> None:
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            caller.disconnected.connect(caller.deleteLater)
            self._raise_up()
