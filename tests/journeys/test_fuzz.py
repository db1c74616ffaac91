"""Strangers with odd habits: no input of any kind makes the server fail."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import ROOT, Live, running

pytestmark = pytest.mark.slow
EXAMPLES = os.environ.get("HENG_FUZZ", "1")


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """A real server."""
    with running("fuzz") as found:
        yield found


def test_no_operation_answers_with_a_fault(live: Live) -> None:
    done = send_strange(live, seed=1)
    if "FAILURES" not in done.stdout and "AST constructor recursion" in done.stdout:
        done = send_strange(live, seed=2)  # Python 3.11 itself stumbled while making up a value

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def send_strange(live: Live, *, seed: int) -> subprocess.CompletedProcess[str]:
    """Send made-up requests to every operation."""
    schema = str(ROOT / "openapi" / "openapi.json")
    program = Path(sys.executable).with_name("schemathesis")
    return subprocess.run(
        [
            str(program), "run", schema, "--url", live.url,
            "-H", f"Authorization: Bearer {live.secret}",
            "--checks", "not_a_server_error,response_schema_conformance",
            "--phases", "examples,fuzzing", "--max-examples", EXAMPLES, "--seed", str(seed),
            "--no-color", "--workers", "2",
            "--suppress-health-check", "all",
        ],
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
