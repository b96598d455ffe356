"""LibreOffice, the second program that reads what is written here; it has the fonts shipped here.

Those of the machine differ from one to the next, and so do pages and the text read from them.
"""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from okrdesk.paths import resources

_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same">
    <family>Times New Roman</family>
    <prefer><family>Liberation Serif</family></prefer>
  </alias>
</fontconfig>
"""


def convert(files: Sequence[Path], target: str, folder: Path) -> None:
    """Save `files` as `target` (a suffix, or one with a filter) in `folder`, in one call."""
    own = folder / "libreoffice"
    own.mkdir(parents=True, exist_ok=True)
    fonts = own / "fonts.conf"
    fonts.write_text(_FONTS.format(fonts=resources() / "fonts", cache=own / "cache"))
    command = ["soffice", f"-env:UserInstallation={(own / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", target, "--outdir", str(folder), *map(str, files)]
    env = os.environ | {"FONTCONFIG_FILE": str(fonts)}
    subprocess.run(command, check=True, capture_output=True, timeout=300, env=env)
