"""Papers as PDF: a template of the house, filled in and set by WeasyPrint.

Templates extend `core/print/base.html` and are filled with autoescape on; nothing is fetched
while printing except `data:` URLs, so a paper cannot read files or reach into the network.
The renderer needs Pango and a CJK font of the system; without them printing answers 503 with
a sentence and the rest of Heng works on.
"""

import base64
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal

PDF = "application/pdf"
VARIANT = "pdf/a-3b"


class NoPrinter(Refusal):
    """The machine lacks what printing needs."""

    status = 503
    sentence = _(
        "服务器缺少打印组件，请管理员安装 libpango-1.0-0、libpangoft2-1.0-0、"
        "libharfbuzz-subset0 和 fonts-noto-cjk 后重试。"
    )


def render(template: str, context: Mapping[str, Any]) -> bytes:
    """This will print a template to PDF/A; raises NoPrinter when the machine cannot."""
    return pdf_of(render_to_string(template, dict(context)))


def pdf_of(html: str) -> bytes:
    """This will set a finished page as PDF/A; it fetches nothing but `data:` URLs."""
    weasyprint, fetcher, fonts = _press()
    with _missing_glyphs() as missing:
        page = weasyprint.HTML(string=html, url_fetcher=fetcher)
        printed: bytes = page.write_pdf(font_config=fonts, pdf_variant=VARIANT)
    if any(map(is_everyday, missing)):
        raise NoPrinter
    return printed


def is_everyday(character: str) -> bool:
    """This will tell whether every machine fit to print can draw it: ASCII or Chinese.

    A rare sign in somebody's name prints as a box; a paper of nothing but boxes must not leave.
    """
    return "!" <= character <= "~" or "\u4e00" <= character <= "\u9fa5"


def image(content: bytes, *, mime: str) -> str:
    """This will give a picture as a `data:` URL, the only kind a template may show."""
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"


def pdf_response(content: bytes, *, name: str) -> HttpResponse:
    """This will answer with a PDF to be shown; `name` is its file name without the ending."""
    response = HttpResponse(content, content_type=PDF)
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}.pdf"
    response["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=1)
def _press() -> tuple[Any, Any, Any]:
    """Loaded at the first print, once a process: the import takes a second and may fail."""
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as missing:
        raise NoPrinter from missing
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    return weasyprint, fetcher, FontConfiguration()


class _Ears(logging.Handler):
    """Hears the renderer say, in this thread, that characters have no glyph."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.heard: set[str] = set()
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """This will keep the characters of a message about missing glyphs."""
        if ".notdef" in str(record.msg) and record.thread == self.thread:
            self.heard.add(str(record.args[0] if isinstance(record.args, tuple) else ""))


@contextmanager
def _missing_glyphs() -> Iterator[set[str]]:
    """Hear which characters the machine's fonts cannot draw."""
    ears = _Ears()
    log = logging.getLogger("weasyprint")
    log.addHandler(ears)
    try:
        yield ears.heard
    finally:
        log.removeHandler(ears)
