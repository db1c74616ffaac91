"""Papers as PDF: a template of the house, filled in and set by WeasyPrint.

Templates extend `core/print/base.html` and are filled with autoescape on; nothing is fetched
while printing except `data:` URLs, so a paper cannot read files or reach into the network.
The renderer needs Pango and a CJK font of the system; without them printing answers 503 with
a sentence and the rest of Heng works on.
"""

import base64
import logging
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
    if missing:
        raise NoPrinter
    return printed


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
    """Hears the renderer say that a character has no glyph."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """This will keep a message about missing glyphs."""
        message = record.getMessage()
        if ".notdef" in message:
            self.heard.append(message)


@contextmanager
def _missing_glyphs() -> Iterator[list[str]]:
    """A paper of empty boxes must not leave the house: without a CJK font we do not print."""
    ears = _Ears()
    log = logging.getLogger("weasyprint")
    log.addHandler(ears)
    try:
        yield ears.heard
    finally:
        log.removeHandler(ears)
