"""The grammar of price formulas: text to a small tree, with errors that name the position.

    benchmark(SHFE.CU) + max(850, cost * 0.01) / (1 + 0.13)

Numbers, `+ - * /`, comparisons, parentheses, bare names and calls. No text, no attribute, no
power, no remainder: nothing that could run away or reach out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

MAX_LENGTH, MAX_NODES, MAX_DEPTH = 500, 200, 25
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,15}(?:\.\d{1,12})?)|(?P<name>[A-Za-z_][A-Za-z0-9_.]*)"
    r"|(?P<sign><=|>=|==|[-+*/(),<>]))"
)
_COMPARISONS = frozenset({"<", "<=", ">", ">=", "=="})


class FormulaError(ValueError):
    """A formula that cannot be read or worked out; `at` counts characters from 1."""

    def __init__(self, why: str, *, at: int, what: str = "") -> None:
        super().__init__(f"{why} {what} at {at}".replace("  ", " "))
        self.why, self.at, self.what = why, at, what


@dataclass(frozen=True, slots=True)
class Number:
    """A figure written in the formula."""

    value: Decimal
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """An input by its name."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function, or an input that takes a code: `benchmark(SHFE.CU)`."""

    name: str
    arguments: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Binary:
    """Two sides and what stands between them; a comparison is worth 1 or 0."""

    sign: str
    left: Node
    right: Node
    at: int


@dataclass(frozen=True, slots=True)
class Negative:
    """A minus before something."""

    of: Node
    at: int


Node = Number | Name | Call | Binary | Negative


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(text: str) -> Node:
    """This will read a formula into its tree, or raise FormulaError."""
    if len(text) > MAX_LENGTH:
        raise FormulaError("too_long", at=MAX_LENGTH + 1)
    return _Parser(list(_tokens(text)), end=len(text) + 1).whole()


def walk(node: Node) -> Iterator[Node]:
    """This will give every node of a tree."""
    yield node
    parts: tuple[Node, ...] = ()
    if isinstance(node, Binary):
        parts = (node.left, node.right)
    elif isinstance(node, Negative):
        parts = (node.of,)
    elif isinstance(node, Call):
        parts = node.arguments
    for part in parts:
        yield from walk(part)


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            blank = len(text[place:]) - len(text[place:].lstrip())
            raise FormulaError("character", at=place + blank + 1, what=text[place + blank])
        start = found.start(found.lastgroup)
        yield _Token(found.lastgroup, found[found.lastgroup], start + 1)
        place = found.end()


class _Parser:
    """Descends from comparison to sum, product, sign and what can stand alone."""

    def __init__(self, tokens: list[_Token], *, end: int) -> None:
        self._tokens, self._end, self._next = tokens, end, 0
        self._nodes = self._depth = 0

    def whole(self) -> Node:
        found = self._comparison()
        if (left := self._peek()) is not None:
            raise FormulaError("unexpected", at=left.at, what=left.text)
        return found

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, signs: frozenset[str] | set[str]) -> _Token | None:
        token = self._peek()
        if token is None or token.kind != "sign" or token.text not in signs:
            return None
        self._next += 1
        return token

    def _made(self, node: Node) -> Node:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise FormulaError("too_many", at=node.at)
        return node

    def _comparison(self) -> Node:
        left = self._sum()
        if sign := self._take(_COMPARISONS):
            return self._made(Binary(sign.text, left, self._sum(), sign.at))
        return left

    def _sum(self) -> Node:
        left = self._product()
        while sign := self._take({"+", "-"}):
            left = self._made(Binary(sign.text, left, self._product(), sign.at))
        return left

    def _product(self) -> Node:
        left = self._signed()
        while sign := self._take({"*", "/"}):
            left = self._made(Binary(sign.text, left, self._signed(), sign.at))
        return left

    def _signed(self) -> Node:
        if sign := self._take({"-"}):
            self._deeper(sign.at)
            found = self._made(Negative(self._signed(), sign.at))
            self._depth -= 1
            return found
        return self._alone()

    def _deeper(self, at: int) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FormulaError("too_deep", at=at)

    def _alone(self) -> Node:
        token = self._peek()
        if token is None:
            raise FormulaError("ends", at=self._end)
        self._next += 1
        if token.kind == "number":
            return self._made(Number(Decimal(token.text), token.at))
        if token.kind == "name":
            return self._named(token)
        if token.text != "(":
            raise FormulaError("unexpected", at=token.at, what=token.text)
        self._deeper(token.at)
        found = self._comparison()
        self._close()
        return found

    def _named(self, token: _Token) -> Node:
        if not self._take({"("}):
            return self._made(Name(token.text, token.at))
        self._deeper(token.at)
        arguments: list[Node] = []
        if not self._take({")"}):
            arguments.append(self._comparison())
            while self._take({","}):
                arguments.append(self._comparison())
            self._close()
        else:
            self._depth -= 1
        return self._made(Call(token.text, tuple(arguments), token.at))

    def _close(self) -> None:
        if not self._take({")"}):
            token = self._peek()
            raise FormulaError("unclosed", at=self._end if token is None else token.at)
        self._depth -= 1
