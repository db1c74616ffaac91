"""What closes a task, on plain values.

A task names the news that close it, each in one line:

    crm.quote.sent                                  news of its own paper, or of a paper under it
    crm.followup.created:counts_as_contact=true     only with this value
    crm.opportunity.changed:expected_close_on       only when this field changed
    crm.followup.created:kind=visit@party           with the same company, whatever the paper
    crm.followup.created@opportunity                in the same opportunity, else with the company
    !crm.opportunity.lost                           the task is no longer called for
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

LINE = re.compile(
    r"(?P<drops>!?)(?P<event>[a-z_]+\.[a-z_]+\.[a-z_]+)"
    r"(:(?P<field>[a-z_]+)(=(?P<value>[^@=:!]{1,40}))?)?(@(?P<scope>party|opportunity))?"
)


@dataclass(frozen=True)
class Closing:
    """One piece of news a task waits for."""

    event: str
    drops: bool = False
    field: str = ""
    value: str = ""
    scope: str = ""


def closing(line: str) -> Closing:
    """This will read one line; ValueError when it is none."""
    found = LINE.fullmatch(line)
    if found is None:
        raise ValueError(line)
    return Closing(
        event=found["event"],
        drops=bool(found["drops"]),
        field=found["field"] or "",
        value=found["value"] or "",
        scope=found["scope"] or "",
    )


def closings(lines: Iterable[str]) -> list[Closing]:
    """This will read every line; ValueError names the first that is none."""
    return [closing(line) for line in lines]


def waits_for(lines: Iterable[str]) -> list[str]:
    """This will name the events that may close a task, once each."""
    return sorted({line.event for line in closings(lines)})


def says(line: Closing, changes: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    """This will tell whether news say what a line asks for."""
    if not line.field:
        return True
    if line.field in changes:
        value = changes[line.field][1]
    elif line.field in payload:
        value = payload[line.field]
    else:
        return False
    return not line.value or plain(value) == line.value


def plain(value: Any) -> str:
    """This will write a value as a line does."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def happened_at(changes: Mapping[str, Any], otherwise: datetime) -> datetime:
    """This will give the moment news tell of: what was done on Monday may be written on Friday."""
    at = changes.get("at", [None, None])[1]
    return datetime.fromisoformat(at) if isinstance(at, str) else otherwise
