#!/usr/bin/env python3
"""Makes a bare machine ready: system packages, .venv and everything locked in requirements/.

Runs on the system's Python with nothing installed, before the virtual environment exists.
    python3 scripts/bootstrap.py run    what the product needs
    python3 scripts/bootstrap.py test   and what checks and tests need
"""
# ruff: noqa: S603, UP036 - the commands are ours; an old Python must get a sentence, not a trace

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import system

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / ".uv" / "bin" / "uv"
STAMP = VENV / ".heng-stamp"
LOCKS = {"run": "base.lock", "test": "dev.lock"}


def main(purpose):
    """Bring the machine to what the purpose needs; quick when nothing changed."""
    if sys.version_info < (3, 11):
        sys.exit(
            "heng: Heng needs Python 3.11 or newer and this is {}.{}; name another one with "
            "`make PYTHON=python3.12 ...`.".format(*sys.version_info)
        )
    system.packages(purpose)
    if not is_installed(purpose):
        install_locked(purpose)
    if purpose == "test" and not system.has_browser():
        get_browser()


def install_locked(purpose):
    """Make the environment and fill it with the lock of the purpose."""
    make_venv()
    purpose = "test" if read_stamp().startswith("test ") else purpose  # never take tools away
    print("heng: installing the locked packages into .venv", flush=True)
    install(purpose)
    STAMP.write_text(stamp(purpose))


def stamp(purpose):
    """Name what an installation for the purpose is made of."""
    lock = (ROOT / "requirements" / LOCKS[purpose]).read_bytes()
    version = platform.python_version()
    return f"{purpose} {version} {platform.machine()} {hashlib.sha256(lock).hexdigest()} {VENV}"


def read_stamp():
    """Return what was installed last, or nothing if it does not run any more."""
    if not STAMP.exists() or not works(PYTHON, "-c", "import django"):
        return ""
    return STAMP.read_text()


def is_installed(purpose):
    """Tell whether the environment already holds the locked packages."""
    return read_stamp() in {stamp(purpose), stamp("test")}


def works(*command):
    """Tell whether a command can be run and succeeds."""
    try:
        return subprocess.run([str(part) for part in command], capture_output=True).returncode == 0
    except OSError:
        return False


def make_venv():
    """Make .venv with pip in it, anew when the Python in it is broken or another version."""
    same = f"import sys; sys.exit(sys.version_info[:3] != {sys.version_info[:3]})"
    if PYTHON.exists() and not works(PYTHON, "-c", same):
        shutil.rmtree(VENV)
    if not works(sys.executable, "-c", "import ensurepip, venv"):
        system.install_venv_module()
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", VENV)
    if not works(PYTHON, "-m", "pip", "--version"):
        run(PYTHON, "-m", "ensurepip", "--default-pip")


def install(purpose):
    """Install exactly the lock, by hash: with uv, or with pip alone where uv does not work."""
    lock = ROOT / "requirements" / LOCKS[purpose]
    if get_uv() and works_loudly(
        UV, "pip", "sync", "-q", "--require-hashes", "--python", PYTHON, lock, env=uv_environment()
    ):
        compile_packages()
        return
    print("heng: uv could not do it, trying pip (slower)", flush=True)
    run(PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", lock)


def compile_packages():
    """Compile the packages once; otherwise every process that starts compiles them again."""
    packages = VENV / "lib"
    works(PYTHON, "-m", "compileall", "-q", "-j", "0", packages)


def get_uv():
    """Install the locked uv beside the environment; tell whether it runs."""
    lock = ROOT / "requirements" / "uv.lock"
    mark = UV.parent.parent / f"{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}.lock"
    if not mark.exists():
        shutil.rmtree(mark.parent, ignore_errors=True)
        pip = [PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes"]
        if not works_loudly(*pip, "--target", mark.parent, "-r", lock):
            return False
        mark.touch()
    return works(UV, "--version")


def get_browser():
    """Bring the browser of the test library where the system has none to install (Ubuntu)."""
    get = [PYTHON, "-m", "playwright", "install", "chromium"]
    run(*get, *(["--with-deps"] if os.geteuid() == 0 else []))


def environment():
    """Return our environment without empty certificate settings, which mean "none at all"."""
    names = {"PIP_CERT", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}
    kept = {key: value for key, value in os.environ.items() if value or key not in names}
    return {**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def uv_environment():
    """Return what uv needs to trust the same certificates and mirror as pip does."""
    result = environment()
    for name in ("PIP_CERT", "REQUESTS_CA_BUNDLE"):
        if name in result:
            result.setdefault("SSL_CERT_FILE", result[name])
    result.setdefault("UV_NATIVE_TLS", "1")
    mirror = result.get("PIP_INDEX_URL") or pip_setting("global.index-url")
    if mirror:
        result.setdefault("UV_DEFAULT_INDEX", mirror)
    return result


def pip_setting(name):
    """Return a setting from the pip.conf of this machine, or nothing."""
    command = [str(PYTHON), "-m", "pip", "config", "get", name]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def works_loudly(*command, env=None):
    """Run a command whose errors the user should see; tell whether it succeeded."""
    command = [str(part) for part in command]
    return subprocess.run(command, cwd=ROOT, env=env or environment()).returncode == 0


def run(*command):
    """Run a command that has to succeed."""
    if not works_loudly(*command):
        sys.exit("heng: this failed: " + " ".join(str(part) for part in command))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
