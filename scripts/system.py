"""The packages of the operating system: installed when we are root, named when we are not."""
# ruff: noqa: S603, S607 - the commands are ours

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

APT = ["apt-get", "install", "-y", "--no-install-recommends"]
LIBRARIES = {  # package: the shared library it brings, for printing
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
CHINESE = "fonts-noto-cjk"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def packages(purpose):
    """Install what is missing; without root, print the one command and, for tests, stop."""
    missing = [name for name, library in LIBRARIES.items() if not has_library(library)]
    if not has_chinese_font():
        missing.append(CHINESE)
    if purpose == "test" and not is_ubuntu() and not has_browser():
        missing.append("chromium")
    if not missing or sys.platform != "linux" or apt(missing):
        return
    print(f"heng: missing system packages; please run once:\n  {command(missing)}", file=sys.stderr)
    if purpose == "test":
        sys.exit(1)
    print("heng: going on without them; papers (PDF) will not print", file=sys.stderr, flush=True)


def install_venv_module():
    """Bring the part of Python that makes environments, which Debian packs apart."""
    name = "python{}.{}-venv".format(*sys.version_info)
    if not apt([name]):
        sys.exit(
            f"heng: Python cannot make environments yet; please run once:\n  {command([name])}"
        )


def has_library(name):
    """Tell whether the loader finds a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_chinese_font():
    """Tell whether there is a font with Chinese characters."""
    if not shutil.which("fc-list"):
        return any(Path("/usr/share/fonts").rglob("*CJK*"))
    found = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True)
    return bool(found.stdout.strip())


def is_ubuntu():
    """Tell whether this is Ubuntu, whose package of Chromium is only a pointer to snap."""
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text().splitlines()


def has_browser():
    """Tell whether there is a Chromium that really starts, or the one of the test library."""
    if any((Path.home() / ".cache" / "ms-playwright").glob("chromium*")):
        return True
    for name in BROWSERS:
        path = shutil.which(name)
        if path:
            answer = subprocess.run([path, "--version"], capture_output=True)
            if answer.returncode == 0:
                return True
    return False


def command(missing):
    """Return the one line that installs packages."""
    return "sudo apt-get update && sudo " + " ".join([*APT, *missing])


def apt(missing):
    """Install packages when we are root and this is Debian or a child of it; tell whether."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("heng: installing system packages: " + " ".join(missing), flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "-qq"], [*APT, "-qq", *missing]):
        done = subprocess.run(step, env=quiet, stdout=subprocess.DEVNULL)
        if done.returncode and step[1] == "install":
            return False
    return True
