"""The table people read."""

from collections.abc import Iterable
from math import isinf

from bench.drive import Row
from bench.machine import Memory
from bench.sizes import SIZES

HEAD = (
    "| work | Heng p50 | p95 | floor p50 | p95 | ratio | goal | Heng /s | floor /s | rate |"
    " CPU ms/request app, db: Heng | floor | |"
)


def text(rows: Iterable[Row]) -> str:
    """This will write the rows as a table: milliseconds, requests a second, ratios."""
    lines = [HEAD, "|" + "---|" * 13]
    lines += [line(row) for row in rows]
    return "\n".join(lines)


def line(row: Row) -> str:
    """This will write one row of the table."""
    ours, bare = row.heng, row.floor
    goal = ("–" if isinf(row.goal) else f"{row.goal:g}") + (
        f", rate {row.rate_goal:g}" if row.rate_goal else ""
    )
    cells = [
        row.name,
        f"{ours.p50:.2f}",
        f"{ours.p95:.2f}",
        f"{bare.p50:.2f}",
        f"{bare.p95:.2f}",
        f"**{row.ratio:.2f}**",
        goal,
        f"{ours.per_second:.0f}",
        f"{bare.per_second:.0f}",
        f"{row.rate:.2f}",
        f"{ours.app_cpu:.2f}, {ours.database_cpu:.2f}",
        f"{bare.app_cpu:.2f}, {bare.database_cpu:.2f}",
        "" if isinf(row.goal) else "yes" if row.is_met else "no",
    ]
    return "| " + " | ".join(cells) + " |"


def memory(name: str, found: list[Memory]) -> str:
    """This will write the memory of a service's workers."""
    each = "; ".join(
        f"{m.resident:.0f} MB resident, {m.shared_out:.0f} MB its share" for m in found
    )
    return f"{name}, each worker: {each}"


def sizes() -> str:
    """This will say how much was there."""
    return (
        f"{SIZES.customers:,} customers, {SIZES.contracts:,} contracts of {SIZES.lines} lines, "
        f"{SIZES.movements:,} movements, {SIZES.deep:,} customers with a history, "
        f"{SIZES.stage_events:,} stage events, {SIZES.imported:,} rows imported; "
        f"{SIZES.visits} visits of each side"
    )
