"""The worked vectors, read as exact numbers, and a register of who runs them."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

D = Decimal
PATH = Path(__file__).parents[3] / "fixtures" / "vectors.json"
VECTORS: dict[str, dict[str, Any]] = {
    vector["id"]: vector
    for vector in json.loads(PATH.read_text(encoding="utf-8"), parse_float=Decimal)["vectors"]
}


def number(value: Any) -> Any:
    """This will turn every number in a piece of a vector into a Decimal, words left alone."""
    if isinstance(value, dict):
        return {key: number(item) for key, item in value.items()}
    if isinstance(value, list):
        return [number(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and value.lstrip("-").replace(".", "", 1).isdigit():
        return Decimal(value)
    return value


def day(text: str) -> date:
    """This will read a day of a vector."""
    return date.fromisoformat(text)


class Figures(dict[str, Any]):
    """Expected figures that remember which of them were looked at."""

    def __init__(self, figures: dict[str, Any]) -> None:
        super().__init__(number(figures))
        self.unread = set(self)

    def __getitem__(self, key: str) -> Any:
        self.unread.discard(key)
        return super().__getitem__(key)


Runner = Callable[[dict[str, Any], Figures], None]
RUNNERS: dict[str, Runner] = {}


def runs(*ids: str) -> Callable[[Runner], Runner]:
    """This will register the function that runs the vectors of these ids."""

    def register(runner: Runner) -> Runner:
        for vector_id in ids:
            assert vector_id not in RUNNERS, f"{vector_id} has two runners"
            RUNNERS[vector_id] = runner
        return runner

    return register
