"""How well companies on file twice are recognised, measured on 500 labelled pairs.

The labels come from how the pairs were made (`make_pairs.py`), not from the scorer.
"""

import csv
from collections import Counter
from typing import Any

from backend.core.party import calc, queries
from backend.core.party.calc import PartyFacts
from tests.core.party.make_pairs import FACTS, FILE

ASKED = {calc.Verdict.BLOCK, calc.Verdict.CONFIRM}


class Line:
    """An account or an address as a row carries it."""

    def __init__(self, text: str) -> None:
        self.account = self.text = text


def facts(row: dict[str, str], side: str) -> PartyFacts:
    given = {name: row[f"{name}_{side}"] for name in FACTS}
    banks, places = given.pop("account"), given.pop("address")
    return queries.read_facts(
        **given,
        banks=[Line(banks)] if banks else [],
        addresses=[Line(places)] if places else [],
    )


def judged() -> list[tuple[dict[str, str], int, str]]:
    with FILE.open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    found = []
    for row in rows:
        score, verdict, _evidence = calc.compare(facts(row, "a"), facts(row, "b"))
        found.append((row, score, verdict))
    return found


def figures(found: list[tuple[dict[str, str], int, str]]) -> dict[str, Any]:
    is_same = [row["same"] == "1" for row, _score, _verdict in found]
    is_asked = [verdict in ASKED for _row, _score, verdict in found]
    hits = sum(same and asked for same, asked in zip(is_same, is_asked, strict=True))
    missed = Counter(
        row["scenario"] for row, _s, verdict in found if row["same"] == "1" and verdict not in ASKED
    )
    wrong = Counter(
        row["scenario"] for row, _s, verdict in found if row["same"] == "0" and verdict in ASKED
    )
    return {
        "pairs": len(found),
        "recall": hits / sum(is_same),
        "precision": hits / sum(is_asked),
        "missed": dict(missed),
        "asked in vain": dict(wrong),
    }


def test_of_500_pairs_enough_are_asked_about_and_few_in_vain() -> None:
    found = figures(judged())
    print(found)

    assert found["pairs"] == 500
    assert found["recall"] >= 0.95
    assert found["precision"] >= 0.90


def test_nothing_is_blocked_that_is_another_company() -> None:
    """A block cannot be argued with, so it must be right."""
    blocked = [row for row, _score, verdict in judged() if verdict == calc.Verdict.BLOCK]

    assert [row["scenario"] for row in blocked if row["same"] == "0"] == []
    assert len(blocked) > 100


def test_a_scorer_that_only_compares_names_would_not_do() -> None:
    """What the measure is worth: the names alone, character by character, miss half of them."""
    found = judged()
    same = [row for row, _s, _v in found if row["same"] == "1"]
    alike = [row for row in same if row["name_a"].strip() == row["name_b"].strip()]

    assert len(alike) / len(same) < 0.1
