"""What an officer does at the window, key by key; each act waits until the window shows its end."""

from dataclasses import dataclass
from pathlib import Path

from tests.e2e.eyes import Thing
from tests.e2e.plan import OFFICER
from tests.e2e.stage import Stage

AGENCY = "Sở Nội vụ tỉnh Mẫu"
PASSWORD = "mat-khau-2026"
NOTICE = "Không được nhập bí mật nhà nước"
MOST_TABS = 40
KEYS = ("Right", "Down", "space")


@dataclass
class Officer:
    """A person at the screen of a stage."""

    stage: Stage

    def tab_to(self, role: str, name: str, key: str = "Tab") -> Thing:
        """Press Tab until the keyboard is at a thing; raises AssertionError where it never is."""
        eyes = self.stage.eyes
        here = eyes.focused(last=True)
        for _step in range(MOST_TABS):
            for found in eyes.all(role, name, states=["focused"]):
                return found
            self.stage.hands.key(key)
            here = eyes.focused(last=True, other_than=here)
        raise AssertionError(f"the Tab key never came to {role} “{name}”")

    def fill(self, role: str, name: str, text: str) -> None:
        """Go to a field, replace what is in it, and see the new text there."""
        self.tab_to(role, name)
        self.stage.hands.key("ctrl+a")
        self.stage.hands.type(text)
        shown = "●" * len(text) if role == "password text" else text
        self.stage.eyes.see(role, name, text=shown)

    def confirm(self, picture: str = "") -> None:
        """Press the main button of a dialog by its keys, once it can be; keep a picture before."""
        self.stage.eyes.see("push button", states=["is_default", "enabled"])
        if picture:
            self.stage.picture(picture)
        self.stage.hands.key("ctrl+Return")

    def save(self, picture: str = "") -> None:
        """Confirm a dialog, and see it gone and the keyboard back at another window."""
        self.confirm(picture)
        self.stage.eyes.gone("dialog")
        self.stage.eyes.see(states=["active"])

    def set_up(self) -> str:
        """Walk the first run to an office of one's own and return its recovery key."""
        eyes, hands = self.stage.eyes, self.stage.hands
        eyes.see("label", part=NOTICE)
        eyes.focused("push button", "Tiếp tục")
        hands.key("Return")
        eyes.focused("text", "Tên cơ quan")
        self.fill("text", "Tên cơ quan", AGENCY)
        self.fill("text", "Họ và tên của bạn", OFFICER)
        self.stage.picture("first-run-office")
        hands.key("Return")
        self.fill("password text", "Mật khẩu", PASSWORD)
        self.fill("password text", "Nhập lại mật khẩu", PASSWORD)
        hands.key("Return")
        recovery_key = eyes.focused("text", "Khóa phục hồi").text
        self.stage.picture("first-run-key")
        self.tab_to("check box", "Tôi đã cất khóa này ở nơi an toàn")
        hands.key("space")
        eyes.see("push button", "Tiếp tục", states=["enabled"])
        hands.key("Return")
        eyes.focused("text", "Thư mục sao lưu")
        hands.key("Return")
        eyes.see("label", part=f"Xin chào {OFFICER}.")
        return recovery_key

    def import_file(self, file: Path) -> None:
        """Choose a workbook in the import's window, up to its preview."""
        eyes, hands = self.stage.eyes, self.stage.hands
        hands.key("ctrl+shift+i")
        eyes.see("dialog", "Nhập từ Excel")
        eyes.focused("push button", "Chọn tệp…")
        hands.key("Return")
        eyes.see("dialog", "Chọn tệp Excel")
        self.name_file(file)
        eyes.see("table", "Các dòng của tệp")

    def check_in(self, title: str, *keys: str, shows: str) -> None:
        """Fill the check-in that is open and save it: keys are names of keys, or text to type."""
        eyes, hands = self.stage.eyes, self.stage.hands
        window = eyes.see("dialog", "Lần cập nhật")
        eyes.see("label", title, within=window)
        for key in keys:
            (hands.key if key in KEYS else hands.type)(key)
        eyes.see("label", within=window, part=shows)
        self.stage.picture("check-in")
        hands.key("Return")

    def arrow_to(self, role: str, part: str, key: str) -> Thing:
        """Press an arrow key until the keyboard is at the row that says `part`."""
        eyes = self.stage.eyes
        for _step in range(MOST_TABS):
            here = eyes.focused(role)
            if part in here.name:
                return here
            self.stage.hands.key(key)
            eyes.focused(role, other_than=here)
        raise AssertionError(f"{key} never came to {role} “{part}”")

    def unlock(self, password: str) -> None:
        """Type a password at the lock screen."""
        self.stage.eyes.focused("password text", "Mật khẩu")
        self.stage.hands.key("ctrl+a")
        self.stage.hands.type(password)
        self.stage.eyes.see("password text", "Mật khẩu", text="●" * len(password))
        self.stage.hands.key("Return")

    def go(self, screen: str) -> None:
        """Open a screen by the keys that the rail tells for it; one without keys by a click."""
        entry = self.stage.eyes.see("check box", screen)
        keys = entry.description.removeprefix(f"{screen} (").removesuffix(")")
        if keys.startswith("Ctrl+"):
            self.stage.hands.key(keys.lower())
        else:
            self.stage.hands.click(entry.middle)
        self.stage.eyes.see("check box", screen, states=["checked"])

    def name_file(self, file: Path) -> None:
        """Type the name of a file into Qt's file dialog."""
        self.stage.eyes.focused("text", "Tên tệp:")
        self.stage.hands.key("ctrl+a")
        self.stage.hands.type(str(file))
        self.stage.eyes.see("text", "Tên tệp:", text=str(file))
        self.stage.hands.key("Return")

    def save_pdf(self, file: Path) -> None:
        """Save the paper that is shown as a file."""
        self.stage.hands.key("ctrl+s")
        self.stage.eyes.see("dialog", "Lưu PDF")
        self.name_file(file)
        self.stage.eyes.see("label", f"Đã lưu: {file}")
