"""How prices changed from one revision of a book to the next."""

from decimal import Decimal
from typing import NamedTuple

from backend.core import money
from backend.crm.pricebook.models import PriceBook, PriceEntry

FIGURES = {
    PriceEntry.Kind.FIXED: "price",
    PriceEntry.Kind.DISCOUNT: "discount",
    PriceEntry.Kind.BENCHMARK: "premium",
}
Key = tuple[str, object, object, Decimal, str, object]


class Change(NamedTuple):
    """One entry before and after; None where there was or is none."""

    before: PriceEntry | None
    after: PriceEntry | None

    @property
    def figures(self) -> tuple[Decimal | None, Decimal | None]:
        """This will give the figure that people compare: the price, the discount, the premium."""
        return _figure(self.before), _figure(self.after)

    @property
    def ratio(self) -> Decimal | None:
        """This will give by how much a price rose, as a ratio; None when it cannot be told."""
        before, after = self.figures
        entry = self.after
        if entry is None or entry.kind != PriceEntry.Kind.FIXED or not before or after is None:
            return None
        return money.price((after - before) / before, places=6)


def changes(book: PriceBook) -> list[Change]:
    """This will list what a revision added, changed and left out, against the one before."""
    if book.supersedes_id is None:
        return []
    rows = PriceEntry.objects.filter(book__in=[book.pk, book.supersedes_id])
    now: dict[Key, PriceEntry] = {}
    then: dict[Key, PriceEntry] = {}
    for row in rows.select_related("product", "instrument").order_by("seq"):
        (now if row.book_id == book.pk else then)[_key(row)] = row
    found = [Change(then.get(key), row) for key, row in now.items()]
    found += [Change(row, None) for key, row in then.items() if key not in now]
    return [one for one in found if _differs(one)]


def _key(row: PriceEntry) -> Key:
    return (
        row.item_key,
        row.attribute_from,
        row.attribute_to,
        row.break_key,
        row.kind,
        row.valid_from,
    )


def _figure(row: PriceEntry | None) -> Decimal | None:
    name = None if row is None else FIGURES.get(PriceEntry.Kind(row.kind))
    found: Decimal | None = None if name is None else getattr(row, name)
    return found


def _differs(one: Change) -> bool:
    before, after = one.figures
    if one.before is None or one.after is None or before != after:
        return True
    return one.before.formula != one.after.formula
