"""What suppliers owe counts as confirmed to come, until it is there."""

from datetime import date
from uuid import UUID

from backend.supply.purchase import queries
from tests.house_kit import Door
from tests.supply.purchase.test_life import draft, step
from tests.supply.receiving.yard import yard


def test_only_what_is_sent_and_due_within_the_days_is_counted(boss: Door) -> None:
    here = yard(boss)
    made = draft(here, delivery_until="2026-07-20")
    place = (UUID(here.product), UUID(made["lines"][0]["warehouse_id"]))

    def owed(until: date) -> str | None:
        found = queries.confirmed([place], date(2026, 7, 2), until).get(place)
        return None if found is None else str(found)

    step(here, made, "submit")
    step(here, made, "approve", {"on": "2026-07-01"})
    assert owed(date(2026, 7, 31)) is None
    step(here, made, "send", {"on": "2026-07-02", "via": "邮件"})

    assert (owed(date(2026, 7, 31)), owed(date(2026, 7, 19))) == ("20.000", None)
