"""A paper is printed whole or not at all, and a rare sign in a name is no reason not to."""

import logging

import pytest

from backend.core import printing


def test_a_rare_sign_prints_as_a_box() -> None:
    paper = printing.pdf_of("<p>江苏\U000103a0铜业 \U0010ffff</p>")

    assert paper.startswith(b"%PDF")


def test_without_a_chinese_font_nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    _weasyprint, fetcher, fonts = printing._press()

    class Bare:
        """A renderer on a machine without fonts."""

        def __init__(self, **_: object) -> None: ...

        def write_pdf(self, **_: object) -> bytes:
            """Say of a Chinese character what the real one says."""
            logging.getLogger("weasyprint").warning(".notdef glyph: %s (U+%04X)", "铜", 0x94DC)
            return b"%PDF"

    module = type("Module", (), {"HTML": Bare})
    monkeypatch.setattr(printing, "_press", lambda: (module, fetcher, fonts))

    with pytest.raises(printing.NoPrinter):
        printing.pdf_of("<p>铜</p>")
