"""A real browser before a real server: nothing here is simulated."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.browser.company import PASSWORD
from tests.live import Live, running

CHROMIUM = Path("/usr/bin/chromium")
MISSING = f"these stories need Chromium at {CHROMIUM}: apt-get install -y chromium fonts-noto-cjk"
FLAGS = [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
FURNISH = "\nfrom tests.browser import company\ncompany.furnish()\n"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A prepared server with a small company in it."""
    assert CHROMIUM.exists(), MISSING
    with running("browser", furnish=FURNISH, files=tmp_path_factory.mktemp("var")) as found:
        yield found


@pytest.fixture(scope="module")
def chromium(live: Live) -> Iterator[Browser]:
    """One browser for all stories; each has a window of its own."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Window:
    """A page with its address, and what went wrong behind it."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    abroad: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note every error of the console and every request that leaves the server."""
        self.page.on("console", lambda m: self._complain(m.type, m.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note)

    def _complain(self, kind: str, text: str) -> None:
        # A refused form answers 4xx on purpose, which the browser reports as an error of its own.
        if kind == "error" and "status of 4" not in text:
            self.complaints.append(text)

    def _note(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != urlsplit(self.url).netloc:
            self.abroad.append(request.url)

    def open(self, path: str) -> Page:
        """Go to a page of the back office."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        return self.page

    def log_in(self, login: str) -> Page:
        """Type name and password into the first page."""
        page = self.open("/admin/")
        page.fill("input[name=username]", login)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
        return page


@pytest.fixture
def window(live: Live, chromium: Browser) -> Iterator[Callable[..., Window]]:
    """Open windows; afterwards none may have complained or asked another host."""
    opened: list[Window] = []

    def open_one(login: str = "", *, width: int = 1440, height: int = 900) -> Window:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        context.set_default_timeout(15_000)
        found = Window(context.new_page(), live.url)
        found.watch()
        opened.append(found)
        if login:
            found.log_in(login)
        return found

    yield open_one
    for each in opened:
        each.page.context.close()
    assert [text for each in opened for text in each.complaints] == []
    assert [address for each in opened for address in each.abroad] == []
