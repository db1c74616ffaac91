"""What one owner's storage in one warehouse comes to in one month, read from the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from backend.core import money
from backend.goods.stock.models import StockMove
from backend.goods.storage import calc
from backend.goods.storage.models import StorageCharge, StorageRun, StorageTariff
from backend.market.pricing.calc import storage as rates

Item = StorageTariff.Item
Moves = QuerySet[StockMove]
OUT = ("issue", "transfer", "process")
IN = ("receipt", "transfer")


def tariffs(warehouse_id: UUID, *, first_on: date, until_on: date) -> list[StorageTariff]:
    """This will give the rates of a warehouse that are valid on some day of a period."""
    rows = StorageTariff.objects.filter(warehouse_id=warehouse_id, valid_from__lt=until_on)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=first_on))
    return list(rows.order_by("item", "valid_from", "id"))


def overlapping(tariff: StorageTariff) -> QuerySet[StorageTariff]:
    """This will give other rates of the same item that are valid at the same time."""
    rows = StorageTariff.objects.filter(warehouse_id=tariff.warehouse_id, item=tariff.item).exclude(
        pk=tariff.pk
    )
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=tariff.valid_from))
    return rows if tariff.valid_until is None else rows.filter(valid_from__lte=tariff.valid_until)


def charges(run: StorageRun) -> list[StorageCharge]:
    """This will work out every line of a month's bill; twice gives the same."""
    until_on = calc.month_end(run.month)
    known = tariffs(run.warehouse_id, first_on=run.month, until_on=until_on)
    rent = [row for row in known if row.item == Item.RENT]
    lines = list(_rent(run, until_on, rent)) if rent else []
    for tariff in known:
        if tariff.item != Item.RENT:
            lines += _handling(run, until_on, tariff)
    for seq, line in enumerate(lines, start=1):
        line.run, line.seq = run, seq
    return lines


def owners(warehouse_id: UUID, *, month: date) -> set[UUID]:
    """This will name whose goods lay or moved in a warehouse in a month."""
    until = _begin(calc.month_end(month))
    rows = StockMove.objects.filter(warehouse_id=warehouse_id, at__lt=until)
    there: dict[tuple[UUID, UUID], Decimal] = {}
    found = set()
    for owner, lot, at, tonnes in rows.values_list("owner_party_id", "lot_id", "at", "actual"):
        there[owner, lot] = there.get((owner, lot), Decimal("0.000")) + tonnes
        if at >= _begin(month):
            found.add(owner)
    return found | {owner for (owner, _lot), tonnes in there.items() if tonnes}


def _moves(run: StorageRun, until_on: date) -> Moves:
    return StockMove.objects.filter(
        warehouse_id=run.warehouse_id,
        owner_party_id=run.owner_party_id,
        at__lt=_begin(until_on),
    ).order_by("lot_id", "at", "id")


def _rent(
    run: StorageRun, until_on: date, tariffs: Sequence[StorageTariff]
) -> Iterator[StorageCharge]:
    valid = [(row.valid_from, row.valid_until) for row in tariffs]
    rows = _moves(run, until_on).values_list("lot_id", "at", "actual")
    for lot_id, moves in _by_lot(rows):
        arrived_on = next((day for day, change in moves if change > 0), run.month)
        for stay in calc.stays(moves, first_on=run.month, until_on=until_on):
            for index, part in calc.cut(stay, valid=valid):
                yield _rent_line(tariffs[index], lot_id, part, arrived_on)


def _rent_line(
    tariff: StorageTariff, lot_id: UUID, stay: calc.Stay, arrived_on: date
) -> StorageCharge:
    rent = rates.rent(
        stay.weight,
        rate=tariff.rate,
        arrived_on=stay.first_on,
        left_on=stay.until_on,
        free_days=calc.free_left(arrived_on, free_days=tariff.free_days, on=stay.first_on),
        least=tariff.minimum,
        dear_days=calc.weekends(stay.first_on, until_on=stay.until_on),
        factor=tariff.weekend_factor,
    )
    return StorageCharge(
        tariff=tariff,
        lot_id=lot_id,
        first_on=stay.first_on,
        until_on=stay.until_on,
        weight=stay.weight,
        days=rent.days,
        charged_days=rent.charged,
        rate=tariff.rate,
        amount=rent.amount,
    )


def _handling(run: StorageRun, until_on: date, tariff: StorageTariff) -> list[StorageCharge]:
    """Inbound, outbound and title fees: by tonne or by paper, what was taken back left out.

    Of a transfer of title the new owner pays the fee.
    """
    first = max(run.month, tariff.valid_from)
    last = until_on if tariff.valid_until is None else min(until_on, tariff.valid_until + calc.DAY)
    rows = _moves(run, last).filter(at__gte=_begin(first), reversal_of=None, reversed_by=None)
    rows = _of_item(rows, tariff.item).annotate(paper=F("source_id"))
    found = list(rows.values_list("actual", "paper"))
    tonnes = sum((abs(weight) for weight, _paper in found), Decimal("0.000"))
    papers = len({paper for _weight, paper in found})
    if not found:
        return []
    is_paper = tariff.basis == StorageTariff.Basis.DOCUMENT
    units = Decimal(papers) if is_paper else max(tonnes, tariff.minimum)
    return [
        StorageCharge(
            tariff=tariff,
            first_on=first,
            until_on=last,
            weight=tonnes,
            documents=papers,
            rate=tariff.rate,
            amount=money.cents(units * tariff.rate),
        )
    ]


def _of_item(rows: Any, item: str) -> Any:
    if item == Item.INBOUND:
        return rows.filter(kind__in=IN, actual__gt=0)
    if item == Item.OUTBOUND:
        return rows.filter(kind__in=OUT, actual__lt=0)
    return rows.filter(kind="title", actual__gt=0)


def _by_lot(
    rows: Iterable[tuple[UUID, datetime, Decimal]],
) -> Iterator[tuple[UUID, list[tuple[date, Decimal]]]]:
    found: dict[UUID, list[tuple[date, Decimal]]] = {}
    for lot_id, at, tonnes in rows:
        found.setdefault(lot_id, []).append((timezone.localdate(at), tonnes))
    yield from sorted(found.items(), key=lambda pair: (pair[1][0][0], str(pair[0])))


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
