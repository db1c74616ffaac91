"""The English of the words on screen: `messages.py update` gathers, `messages.py check` judges.

The words of the code are Chinese inside `_()` and the template tags of Django; English stands in
`backend/config/locale/en/LC_MESSAGES/django.po`. The file carries no line numbers and no dates,
so that it changes only when words change.
"""

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "backend"
CATALOGUE = SOURCES / "config" / "locale" / "en" / "LC_MESSAGES" / "django.po"
UNSPOKEN = ("migrations", "demo")  # history and the data of the demo company, not words of ours
HEADER = """\
# English for the words on screen. `make words` adds what is new; `make check` asks for its English.
msgid ""
msgstr ""
"Project-Id-Version: heng\\n"
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
SHAPES: dict[str, tuple[int, ...] | None] = {  # which arguments are words, as babel asks for it
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
HOLES = re.compile(r"%\((\w+)\)s|(?<!\{)\{(\w*)[^{}]*\}(?!\})")
LINE = re.compile(
    r"""\{%-?\s*trans(?:late)?\s+(?P<tag>"[^"]*"|'[^']*')|\b_\((?P<call>"[^"]*"|'[^']*')\)"""
)
BLOCK = re.compile(
    r"\{%\s*blocktrans(?:late)?\b(?P<options>[^%]*)%\}(?P<text>.*?)\{%\s*endblocktrans(?:late)?\s*%\}",
    re.DOTALL,
)
PLURAL = re.compile(r"\{%\s*plural\s*%\}")
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")

Words = str | tuple[str, str]  # one form, or one and many


def found() -> set[Words]:
    """This will gather every word on screen from the code and the templates."""
    words: set[Words] = set()
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt") or set(path.parts) & set(UNSPOKEN):
            continue
        text = path.read_text(encoding="utf-8")
        words.update(in_python(text) if path.suffix == ".py" else in_template(text))
    return words


def in_python(text: str) -> Iterator[Words]:
    """This will gather the words of one module, by the names it gives to gettext."""
    keywords = {name: SHAPES[of] for name, of in _names(text)}
    for _line, words, _comments, _context in extract("python", BytesIO(text.encode()), keywords):
        yield words if isinstance(words, str) else (words[0], words[1])


def _names(text: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if alias.name in SHAPES:
                    yield alias.asname or alias.name, alias.name


def in_template(text: str) -> Iterator[Words]:
    """This will gather the words of one template as Django looks them up: % is doubled."""
    for match in LINE.finditer(text):
        yield (match["tag"] or match["call"])[1:-1].replace("%", "%%")
    for match in BLOCK.finditer(text):
        one, *many = (_block(form, match["options"]) for form in PLURAL.split(match["text"]))
        yield (one, many[0]) if many else one


def _block(text: str, options: str) -> str:
    if "trimmed" in options.split():
        text = " ".join(line.strip() for line in text.strip().splitlines())
    return VARIABLE.sub(r"%(\1)s", text.replace("%", "%%"))


def read() -> Catalog:
    """This will read the catalogue; an absent one is empty."""
    if not CATALOGUE.exists():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def _said(catalogue: Catalog) -> dict[Any, Message]:
    return {message.id: message for message in catalogue if message.id}


def update() -> None:
    """This will add new words without English and put words that are gone at the end."""
    words, old, new = found(), read(), Catalog(locale="en")
    known = old.obsolete | _said(old)
    for word in words:
        new.add(word, string=known[word].string if word in known else None)
    for word, said in known.items():
        if word not in words and said.string:
            new.obsolete[word] = Message(word, string=said.string)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    body = BytesIO()
    write_po(body, new, width=100, no_location=True, omit_header=True, sort_output=True)
    CATALOGUE.write_bytes(HEADER.encode() + body.getvalue().rstrip() + b"\n")


def faults() -> list[str]:
    """This will name what is wrong with the catalogue, one line each."""
    words, said = found(), _said(read())
    wrong = [f"gone from the code, run `make words`: {word}" for word in said if word not in words]
    for word in words:
        wrong += _judge(word, said[word].string if word in said else "")
    return sorted(wrong)


def _judge(words: Any, english: Any) -> Iterator[str]:
    forms, said = ((w,) if isinstance(w, str) else tuple(w) for w in (words, english))
    if not all(said):
        yield f"no English: {words}"
        return
    for chinese, form in zip(forms, said, strict=False):
        yield from _compare(chinese, form)


def _compare(chinese: str, english: str) -> Iterator[str]:
    if holes(chinese) != holes(english):
        yield f"other placeholders: {chinese} / {english}"
    if HAN.search(english):
        yield f"Chinese in the English: {chinese} / {english}"
    if chinese.endswith("。") != english.endswith("."):
        yield f"one is a sentence, the other is not: {chinese} / {english}"


def holes(text: str) -> list[str]:
    """This will list the placeholders of a sentence, each once."""
    return sorted({named or braced for named, braced in HOLES.findall(text)})


def main(arguments: list[str]) -> int:
    """This will do what the command line asks: 0, 1 for a wrong catalogue, 2 for a wrong call."""
    if arguments == ["update"]:
        update()
        return 0
    if arguments == ["check"]:
        wrong = faults()
        print("\n".join(wrong), file=sys.stderr) if wrong else None
        return 1 if wrong else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
