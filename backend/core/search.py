"""One search box: Chinese substrings, pinyin initials and fragments of numbers.

A document keeps a normalised text and the 1- and 2-character grams of it in an indexed
array. A query is answered by the grams (index) and rechecked on the text (exact).
Private words (phones, accounts) live in a text of their own, and their grams carry a mark,
so that a person from whom they are hidden cannot confirm them by searching.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Q
from pypinyin import Style, lazy_pinyin
from zhconv import convert

PRIVATE = "~"
_GAPS = re.compile(r"[\s\-_/.,，。、()（）]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ALL_HAN = re.compile(r"[\u4e00-\u9fff]+")
MAX_WORD = 200


def normal(text: str) -> str:
    """This will fold width, case, script and punctuation, so that variants meet."""
    if text.isascii():
        return _GAPS.sub("", text.casefold())[:MAX_WORD]  # the same, without two tables
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _GAPS.sub("", convert(folded, "zh-hans"))[:MAX_WORD]


@lru_cache(maxsize=20_000)
def initials(text: str) -> str:
    """This will give the pinyin initials of a Chinese name: 江苏远东 becomes jsyd."""
    if not _HAN.search(text):
        return ""
    folded = normal(text)
    if _ALL_HAN.fullmatch(folded):
        return "".join(part[:1] for part in syllables(folded))
    return "".join(lazy_pinyin(folded, style=Style.FIRST_LETTER, errors="ignore"))


@lru_cache(maxsize=20_000)
def syllables(folded: str) -> tuple[str, ...]:
    """This will spell a name in pinyin, once for its initials and for its place in a list."""
    return tuple(lazy_pinyin(folded))


@lru_cache(maxsize=20_000)
def pinyin_key(text: str) -> str:
    """This will give a sort key by full pinyin that no server's collation can change."""
    return " ".join(syllables(normal(text)))[:200]


def words(values: Iterable[str | None]) -> list[str]:
    """This will give the searchable words of some fields: each value and its initials."""
    found: dict[str, None] = {}
    for value in values:
        if not value:
            continue
        found[normal(value)] = None
        if short := initials(value):
            found[short] = None
    found.pop("", None)
    return list(found)


def grams(word: str) -> set[str]:
    """This will give the 1- and 2-character pieces of a normalised word."""
    return set(word) | {word[i : i + 2] for i in range(len(word) - 1)}


def keys(public: Iterable[str | None], private: Iterable[str | None]) -> dict[str, object]:
    """This will give the three search columns of a document."""
    open_words, closed_words = words(public), words(private)
    pieces: set[str] = set()
    for word in open_words:
        pieces |= grams(word)
    for word in closed_words:
        pieces |= {PRIVATE + piece for piece in grams(word)}
    return {
        "search_text": "\n".join(open_words),
        "search_private": "\n".join(closed_words),
        "search_grams": sorted(pieces),
    }


def condition(query: str, *, private: bool, prefix: str = "") -> Q | None:
    """This will turn what a person typed into a filter, or None when it says nothing.

    Words separated by spaces must all match. `private` tells whether this person may read
    every private field of the document; else private words cannot be found. `prefix` reaches
    the columns through a relation.
    """
    result: Q | None = None
    for part in query.split():
        needle = normal(part)
        if not needle:
            continue
        match = _one(needle, "", "search_text", prefix)
        if private:
            match |= _one(needle, PRIVATE, "search_private", prefix)
        result = match if result is None else result & match
    return result


def is_short(query: str) -> bool:
    """This will tell whether every word typed has one or two characters, as names often do.

    Such a word is a single gram. The planner knows no frequency of rare grams and then walks the
    whole order of a list instead of the index, so lists must choose for it.
    """
    needles = [needle for needle in map(normal, query.split()) if needle]
    return bool(needles) and all(len(needle) <= 2 for needle in needles)


def _one(needle: str, mark: str, column: str, prefix: str) -> Q:
    pieces = {needle} if len(needle) == 1 else {p for p in grams(needle) if len(p) == 2}
    marked = [mark + piece for piece in sorted(pieces)]
    found = Q(**{f"{prefix}search_grams__contains": marked})
    if len(needle) > 2:
        found &= Q(**{f"{prefix}{column}__contains": needle})
    return found
