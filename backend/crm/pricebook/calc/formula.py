"""Working out a price formula: every figure comes with the steps that made it.

Inputs are named: `benchmark(code)`, `fx(pair)`, `spec(attribute)`, `list`, `cost`, `quantity`.
Functions: min max sum avg abs neg round ceil floor clamp if and or not with_tax without_tax.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from backend.crm.pricebook.calc.grammar import (
    Binary,
    Call,
    FormulaError,
    Name,
    Negative,
    Node,
    Number,
    parse,
    walk,
)
from backend.market.pricing.calc.trace import Chain, Mode, Step, chain

__all__ = ["FormulaError", "Inputs", "Wanted", "check", "evaluate", "wanted"]

CODED = frozenset({"benchmark", "fx", "spec"})
PLAIN = frozenset({"list", "cost", "quantity"})
ONE = Decimal(1)
LARGEST = Decimal(10) ** 18


@dataclass(frozen=True, slots=True)
class Wanted:
    """The inputs a formula names."""

    benchmarks: frozenset[str]
    pairs: frozenset[str]
    attributes: frozenset[str]
    plain: frozenset[str]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The figures a formula is worked out on, each as the steps that made it."""

    benchmarks: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    pairs: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    attributes: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    plain: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)

    def of(self, node: Name | Call) -> tuple[Step, ...] | None:
        """This will give the steps of the input that a node names, if there are any."""
        if isinstance(node, Name):
            return self.plain.get(node.name)
        table = {"benchmark": self.benchmarks, "fx": self.pairs, "spec": self.attributes}
        return table[node.name].get(_code(node))


def check(text: str) -> Wanted:
    """This will read a formula and tell its inputs, or raise FormulaError where it is wrong."""
    tree = parse(text)
    codes: dict[str, set[str]] = {name: set() for name in CODED}
    plain: set[str] = set()
    inside: set[int] = set()
    for node in walk(tree):
        if isinstance(node, Call):
            _check_call(node, codes)
            inside |= {id(part) for part in node.arguments} if node.name in CODED else set()
        elif isinstance(node, Name) and id(node) not in inside:
            if node.name not in PLAIN:
                raise FormulaError("unknown_name", at=node.at, what=node.name)
            plain.add(node.name)
    return Wanted(
        frozenset(codes["benchmark"]),
        frozenset(codes["fx"]),
        frozenset(codes["spec"]),
        frozenset(plain),
    )


wanted = check


def evaluate(text: str, inputs: Inputs) -> tuple[Step, ...]:
    """This will work a formula out and return its steps; the last `after` is its value.

    Raises FormulaError for an input that is not there, a division by zero or a figure too large.
    """
    check(text)
    return _work(parse(text), inputs).steps


def _check_call(node: Call, codes: dict[str, set[str]]) -> None:
    if node.name in CODED:
        codes[node.name].add(_code(node))
        return
    if node.name not in _FUNCTIONS:
        raise FormulaError("unknown_function", at=node.at, what=node.name)
    least, most, _ = _FUNCTIONS[node.name]
    if not least <= len(node.arguments) <= most:
        raise FormulaError("arguments", at=node.at, what=node.name)


def _code(node: Call) -> str:
    if len(node.arguments) != 1 or not isinstance(node.arguments[0], Name):
        raise FormulaError("code", at=node.at, what=node.name)
    return node.arguments[0].name


def _work(node: Node, inputs: Inputs) -> Chain:
    if isinstance(node, Number):
        return chain().set(node.value, kind="number", label="number")
    if isinstance(node, Name) or (isinstance(node, Call) and node.name in CODED):
        return _input(node, inputs)
    if isinstance(node, Negative):
        return _negative(_work(node.of, inputs))
    if isinstance(node, Binary):
        return _bounded(_binary(node, inputs), node.at)
    function = _FUNCTIONS[node.name][2]
    return _bounded(function(node, [_work(part, inputs) for part in node.arguments]), node.at)


def _bounded(found: Chain, at: int) -> Chain:
    if abs(found.value) >= LARGEST:
        raise FormulaError("too_large", at=at)
    return found


def _input(node: Name | Call, inputs: Inputs) -> Chain:
    steps = inputs.of(node)
    if steps is None:
        what = node.name if isinstance(node, Name) else f"{node.name}({_code(node)})"
        raise FormulaError("missing", at=node.at, what=what)
    return chain(steps)


def _binary(node: Binary, inputs: Inputs) -> Chain:
    left, right = _work(node.left, inputs), _work(node.right, inputs)
    if node.sign == "+":
        return left.add(right.value, kind="add", label="add", parts=_parts(right))
    if node.sign == "-":
        right = _negative(right)
        return left.add(right.value, kind="add", label="subtract", parts=_parts(right))
    if node.sign == "*":
        return left.multiply(right.value, kind="multiply", label="multiply", parts=_parts(right))
    if node.sign == "/":
        if right.value == 0:
            raise FormulaError("zero", at=node.at)
        return left.divide(right.value, kind="divide", label="divide", parts=_parts(right))
    return _truth(_COMPARE[node.sign](left.value, right.value), node.sign, [left, right])


_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
}


def _parts(found: Chain) -> tuple[Step, ...]:
    """A figure written in the formula explains itself; everything else has its own steps."""
    is_plain = len(found.steps) == 1 and found.steps[0].kind == "number"
    return () if is_plain else found.steps


def _negative(found: Chain) -> Chain:
    return found.multiply(-1, kind="negative", label="negative")


def _truth(is_so: bool, label: str, of: list[Chain]) -> Chain:
    return chain().set(int(is_so), kind="test", label=label, source=_of(of))


def _of(found: list[Chain]) -> dict[str, list[str]]:
    return {"of": [format(one.value, "f") for one in found]}


def _chosen(name: str, found: Chain, of: list[Chain]) -> Chain:
    """Keep the steps of the one that was chosen and note among which."""
    return found.add(0, kind="choice", label=name, source=_of(of))


def _least(node: Call, of: list[Chain]) -> Chain:
    return _chosen(node.name, min(of, key=lambda one: one.value), of)


def _most(node: Call, of: list[Chain]) -> Chain:
    return _chosen(node.name, max(of, key=lambda one: one.value), of)


def _sum(_node: Call, of: list[Chain]) -> Chain:
    first, *rest = of
    for one in rest:
        first.add(one.value, kind="add", label="add", parts=_parts(one))
    return first


def _average(node: Call, of: list[Chain]) -> Chain:
    count = len(of)
    return _sum(node, of).divide(count, kind="divide", label="avg")


def _absolute(_node: Call, of: list[Chain]) -> Chain:
    return _negative(of[0]) if of[0].value < 0 else of[0]


def _places(node: Call, of: list[Chain]) -> int:
    places = of[1].value if len(of) > 1 else Decimal(0)
    if places != int(places) or not -6 <= places <= 8:
        raise FormulaError("places", at=node.at, what=node.name)
    return int(places)


def _round(node: Call, of: list[Chain]) -> Chain:
    return of[0].round(_places(node, of))


def _ceiling(node: Call, of: list[Chain]) -> Chain:
    return of[0].round(_places(node, of), mode=Mode.UP)


def _floor(node: Call, of: list[Chain]) -> Chain:
    return _negative(_negative(of[0]).round(_places(node, of), mode=Mode.UP))


def _clamp(node: Call, of: list[Chain]) -> Chain:
    value, low, high = of
    if low.value > high.value:
        raise FormulaError("bounds", at=node.at, what=node.name)
    found = low if value.value < low.value else high if value.value > high.value else value
    return _chosen(node.name, found, of)


def _if(node: Call, of: list[Chain]) -> Chain:
    return _chosen(node.name, of[1] if of[0].value != 0 else of[2], of)


def _and(node: Call, of: list[Chain]) -> Chain:
    return _truth(all(one.value != 0 for one in of), node.name, of)


def _or(node: Call, of: list[Chain]) -> Chain:
    return _truth(any(one.value != 0 for one in of), node.name, of)


def _not(node: Call, of: list[Chain]) -> Chain:
    return _truth(of[0].value == 0, node.name, of)


def _with_tax(_node: Call, of: list[Chain]) -> Chain:
    return of[0].multiply(ONE + of[1].value, kind="tax", label="with_tax")


def _without_tax(node: Call, of: list[Chain]) -> Chain:
    if of[1].value == -1:
        raise FormulaError("zero", at=node.at)
    return of[0].divide(ONE + of[1].value, kind="tax", label="without_tax")


_FUNCTIONS: dict[str, tuple[int, int, Callable[[Call, list[Chain]], Chain]]] = {
    "min": (2, 20, _least),
    "max": (2, 20, _most),
    "sum": (2, 20, _sum),
    "avg": (2, 20, _average),
    "abs": (1, 1, _absolute),
    "neg": (1, 1, lambda _node, of: _negative(of[0])),
    "round": (1, 2, _round),
    "ceil": (1, 2, _ceiling),
    "floor": (1, 2, _floor),
    "clamp": (3, 3, _clamp),
    "if": (3, 3, _if),
    "and": (2, 20, _and),
    "or": (2, 20, _or),
    "not": (1, 1, _not),
    "with_tax": (2, 2, _with_tax),
    "without_tax": (2, 2, _without_tax),
}
