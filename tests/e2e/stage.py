"""A screen of its own for the program: X server, window manager, message bus, and the program.

Everything is started as a child in a session of its own, with its folders in one temporary place,
and is ended when the stage is left. The bus knows the accessibility service and nothing else, so
that a keyring of this computer is neither found nor asked.
"""

import contextlib
import os
import select
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from okrdesk.settings import Settings
from tests.conftest import ROOT
from tests.e2e.eyes import Eyes
from tests.e2e.hands import Hands

PATIENCE_S = 60
A11Y_SERVICE = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@dataclass
class Program:
    """One start of okrdesk; `output` collects what it prints."""

    process: subprocess.Popen[bytes]
    output: Path
    folder: Path

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE_S)

    def wait(self) -> int:
        """Wait for its end and return its exit status."""
        return self.process.wait(PATIENCE_S)

    def last_words(self) -> str:
        """End it, and return where each of its threads was; nothing where it had ended before."""
        if self.process.poll() is not None:
            return ""
        self.process.send_signal(signal.SIGABRT)
        self.process.wait(PATIENCE_S)
        files = sorted((self.folder / "logs").glob("*"))
        return "\n".join(f"{file}:\n{file.read_text('utf-8', 'replace')[-6000:]}" for file in files)

    def said(self) -> str:
        """Return what it printed so far."""
        return self.output.read_text(encoding="utf-8", errors="replace")


@dataclass
class Stage:
    """The running screen: start the program, look at it, and use its keyboard."""

    place: Path
    environment: dict[str, str]
    eyes: Eyes
    hands: Hands
    programs: list[Program] = field(default_factory=list)
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _pictures: int = 0

    def start(self, folder: Path, *words: str, limit: str = "") -> Program:
        """Start the program on a data folder, without reminders, which come at their own time.

        `limit` is a shell command that runs before it.
        """
        # A folder that cannot be made is for the program to tell.
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            Settings(folder / "settings.json").set("reminds", False)
        output = self.place / f"program-{len(self.programs)}.txt"
        command = [sys.executable, "-m", "okrdesk", "--data", str(folder), *words]
        if limit:
            command = ["sh", "-c", f'{limit}; exec "$@"', "sh", *command]
        sink = self._stack.enter_context(output.open("wb"))
        process = self._stack.enter_context(child(command, self.environment, sink, cwd=ROOT))
        self.programs.append(Program(process, output, folder))
        return self.programs[-1]

    def give(self, more: Mapping[str, str]) -> None:
        """Add to the environment of the programs to come; a PATH goes before the one there is."""
        path = f"{more.get('PATH', '')}:{self.environment['PATH']}".lstrip(":")
        self.environment |= {**more, "PATH": path}

    def picture(self, name: str) -> Path:
        """Keep a picture of the whole screen and return its file."""
        self._pictures += 1
        file = self.place / f"{self._pictures:02}-{name}.png"
        command = ["import", "-silent", "-window", "root", str(file)]
        subprocess.run(command, env=self.environment, check=True, timeout=PATIENCE_S)
        return file

    def report(self) -> str:
        """Return what the screen shows and what the programs printed, for a test that failed."""
        lines = []
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            lines.append(f"the screen at the failure: {self.picture('failure')}")
        for program in self.programs:
            ended = program.process.poll()
            lines.append(f"{program.output} (exit status {ended}):\n{program.said()[-3000:]}")
        with contextlib.suppress(RuntimeError, OSError):
            lines.append(self.eyes.tree())
        lines.extend(program.last_words() for program in self.programs)
        return "\n".join(lines)


@contextlib.contextmanager
def stage(place: Path, size: tuple[int, int] = (1366, 768)) -> Iterator[Stage]:
    """Give a stage with its folders in `place`; whatever was started on it ends with it."""
    with contextlib.ExitStack() as stack:
        environment = own_folders(place)
        environment["DISPLAY"] = _x_server(stack, environment, size)
        environment["DBUS_SESSION_BUS_ADDRESS"] = _bus(stack, environment, place)
        log = stack.enter_context((place / "stage.txt").open("wb"))
        _window_manager(stack, environment, place, log)
        eyes = stack.enter_context(Eyes.opened(environment, log))
        made = Stage(place, environment, eyes, Hands(environment))
        stack.enter_context(made._stack)
        try:
            yield made
        except BaseException:
            print(made.report())
            raise


@contextlib.contextmanager
def child(
    command: list[str],
    environment: Mapping[str, str],
    output: IO[bytes] | int,
    *,
    cwd: Path | None = None,
    keep: tuple[int, ...] = (),
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command in a session of its own; at the end it and what it started are ended."""
    process = subprocess.Popen(
        command,
        env=dict(environment),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=keep,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE_S)


def own_folders(place: Path) -> dict[str, str]:
    """Return an environment in which nothing of this computer's person is found."""
    kept = {name: os.environ[name] for name in ("PATH", "TZ") if name in os.environ}
    environment = kept | {
        "HOME": str(place / "home"),
        "LC_ALL": "C.UTF-8",
        "NO_AT_BRIDGE": "0",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "error",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "QT_QPA_PLATFORM": "xcb",
        "XDG_RUNTIME_DIR": str(place / "run"),
    }
    for name in ("CACHE", "CONFIG", "DATA", "STATE"):
        environment[f"XDG_{name}_HOME"] = str(place / "home" / name.lower())
    (place / "home" / "Documents").mkdir(parents=True)
    (place / "run").mkdir(mode=0o700)
    return environment


def _x_server(
    stack: contextlib.ExitStack, environment: Mapping[str, str], size: tuple[int, int]
) -> str:
    told, tell = os.pipe()
    screen = f"{size[0]}x{size[1]}x24"
    command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", screen, "-nolisten", "tcp"]
    stack.enter_context(
        child([*command, "-noreset"], environment, subprocess.DEVNULL, keep=(tell,))
    )
    os.close(tell)
    with os.fdopen(told) as answer:
        return f":{answer.readline().strip()}"


def _window_manager(
    stack: contextlib.ExitStack, environment: Mapping[str, str], place: Path, log: IO[bytes]
) -> None:
    """Start it, and wait until it manages: a window that comes meanwhile may never be shown."""
    ready = place / "run" / "managed"
    os.mkfifo(ready)
    told = os.open(ready, os.O_RDONLY | os.O_NONBLOCK)
    stack.callback(os.close, told)
    tell = shlex.join(["sh", "-c", 'echo > "$0"', str(ready)])
    stack.enter_context(child(["openbox", "--sm-disable", "--startup", tell], environment, log))
    assert select.select([told], [], [], PATIENCE_S)[0], "the window manager did not start"


def _bus(stack: contextlib.ExitStack, environment: Mapping[str, str], place: Path) -> str:
    services = place / "run" / "services"
    services.mkdir()
    shutil.copy(A11Y_SERVICE, services)
    configuration = place / "run" / "bus.conf"
    # A socket's path has at most 107 bytes, which folders of tests run side by side exceed.
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="okr-bus-"))
    configuration.write_text(BUS.format(folder=folder, services=services), encoding="utf-8")
    told, tell = os.pipe()
    command = ["dbus-daemon", "--nofork", "--nosyslog", f"--config-file={configuration}"]
    command.append(f"--print-address={tell}")
    stack.enter_context(child(command, environment, subprocess.DEVNULL, keep=(tell,)))
    os.close(tell)
    with os.fdopen(told) as answer:
        address = answer.readline().strip()
    assert address, "the message bus did not start"
    return address
