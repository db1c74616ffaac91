"""What a house begins with before it sets rules of its own: the matrix, promises and words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MATRIX: Mapping[tuple[str, str], str] = {
    ("high", "high"): "p1",
    ("high", "medium"): "p2",
    ("high", "low"): "p3",
    ("medium", "high"): "p2",
    ("medium", "medium"): "p3",
    ("medium", "low"): "p4",
    ("low", "high"): "p3",
    ("low", "medium"): "p4",
    ("low", "low"): "p4",
}
"""Impact and urgency to priority."""


def priority_of(
    impact: str, urgency: str, *, rules: Mapping[tuple[str, str], str] | None = None
) -> str:
    """This will find the priority of a cell, by the house's own rule where it has one."""
    cell = (impact, urgency)
    return (rules or {}).get(cell, MATRIX[cell])


@dataclass(frozen=True)
class Promise:
    """What is promised at a priority; minutes on a calendar, None for what is not promised."""

    calendar: str
    response: int
    on_site: int | None
    restore: int | None
    resolve: int
    pauses_on: tuple[str, ...]
    reopen_days: int = 14
    close_days: int = 3

    def minutes(self) -> dict[str, int]:
        """This will give the minutes of each kind of clock that is promised."""
        found = {
            "response": self.response,
            "on_site": self.on_site,
            "restore": self.restore,
            "resolve": self.resolve,
        }
        return {kind: minutes for kind, minutes in found.items() if minutes is not None}


@dataclass(frozen=True)
class Owed:
    """What one clock owes: seconds on a calendar, and the waiting that stops it."""

    seconds: int
    calendar: str
    pauses_on: tuple[str, ...]
    is_entitled: bool


CUSTOMER, PARTS, SUPPLIER = "waiting_customer", "waiting_parts", "waiting_supplier"
PROMISES: Mapping[str, Promise] = {
    "p1": Promise("always", 30, 4 * 60, 8 * 60, 24 * 60, (CUSTOMER,)),
    "p2": Promise("always", 60, 8 * 60, 24 * 60, 48 * 60, (CUSTOMER,)),
    "p3": Promise("business", 4 * 60, 16 * 60, 24 * 60, 40 * 60, (CUSTOMER, PARTS)),
    "p4": Promise("business", 8 * 60, None, None, 80 * 60, (CUSTOMER, PARTS, SUPPLIER)),
}
"""By priority, where the company has set nothing. A working day has 7.5 hours."""

SYMPTOMS: Mapping[str, tuple[str, str]] = {
    "no_start": ("无法启动", "Does not start"),
    "stops": ("运行中停机", "Stops while running"),
    "alarm": ("报警", "Shows an alarm"),
    "noise": ("异响或振动", "Noise or vibration"),
    "leak": ("泄漏", "Leak"),
    "heat": ("过热", "Too hot"),
    "poor": ("产出质量差", "Poor output"),
    "other": ("其他", "Something else"),
}
"""What a person beside a machine can say of it in one tap."""

REMEDIES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "symptom": SYMPTOMS,
    "cause": {
        "wear": ("正常磨损", "Wear"),
        "part": ("零部件缺陷", "Defective part"),
        "assembly": ("装配问题", "Assembly"),
        "misuse": ("操作不当", "Misuse"),
        "site": ("现场条件", "Site conditions"),
        "unknown": ("未查明", "Not found"),
    },
    "solution": {
        "replaced": ("更换零部件", "Part replaced"),
        "repaired": ("修复", "Repaired"),
        "adjusted": ("调整", "Adjusted"),
        "updated": ("软件升级", "Software updated"),
        "explained": ("远程指导", "Explained"),
        "none": ("无需处理", "Nothing to do"),
    },
}
"""Codes every house knows; its own are added to them or take their place."""

_NUMBER = re.compile(r"FW-\d{4}-\d{4,}")


def number_in(subject: str) -> str:
    """This will find a ticket's number in the subject of a mail, or give nothing."""
    found = _NUMBER.search(subject)
    return found[0] if found else ""
