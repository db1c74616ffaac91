"""What people do with rates and storage bills."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.storage import calc, queries
from backend.goods.storage.flow import State
from backend.goods.storage.models import StorageCharge, StorageRun, StorageTariff
from backend.goods.warehouse import calc as places
from backend.goods.warehouse import queries as warehouses
from backend.goods.warehouse.models import Warehouse

log.declare(
    "goods.storagetariff.created",
    "goods.storagetariff.changed",
    "goods.storagerun.created",
    "goods.storagerun.recomputed",
    "goods.storagerun.confirmed",
    "goods.storagerun.voided",
)


class Overlaps(Refusal):
    """Two rates of one item for one day."""

    sentence = _("该仓库的{item}在 {since} 至 {until} 已有费率，有效期不能重叠。")


class InUse(Refusal):
    """A rate that bills stand on is ended, not rewritten."""

    sentence = _("该费率已用于账单，只能修改失效日期；新价格请新建费率。")


class NoTariff(Refusal):
    """There is nothing to charge by."""

    sentence = _("“{warehouse}”在 {month:%Y-%m} 没有有效的仓储费率，请先录入费率。")


class MonthTaken(Duplicate):
    """One bill for an owner, a warehouse and a month."""

    sentence = _("该货主在此仓库这个月的账单已存在，请在原账单上重新计算。")


documents.explains("goods_storagerun_once", MonthTaken())
documents.explains(
    "goods_storagetariff_dates", Malformed(errors={"valid_until": _("失效日期不能早于生效日期")})
)
documents.explains(
    "goods_storagetariff_basis",
    Malformed(errors={"basis": _("仓租按吨·天计费，其他费用按吨或按票计费")}),
)


@documents.verb
def create_tariff(
    *, actor: Actor, id: UUID | None, warehouse_id: UUID, **facts: Any
) -> StorageTariff:
    """This will put a rate on file; raises Overlaps."""
    warehouse = warehouses.in_use(warehouse_id, actor=actor)
    if not places.rules(warehouse.kind).rented:
        raise Malformed(errors={"warehouse_id": _("在途、服务车和废品仓不计仓储费")})
    Warehouse.objects.select_for_update(no_key=True).get(pk=warehouse_id)
    tariff = StorageTariff(warehouse=warehouse, **facts)
    if id is not None:
        tariff.id = id
    _check_alone(tariff)
    tariff.no = numbering.next_number("CCF", on=tariff.valid_from)
    return documents.add(
        tariff,
        actor=actor,
        event="goods.storagetariff.created",
        permission="goods.create_storagetariff",
    )


@documents.verb
def change_tariff(
    storagetariff_id: UUID, *, actor: Actor, changes: dict[str, Any]
) -> StorageTariff:
    """This will correct a rate; one that bills stand on can only be ended. Raises InUse."""
    tariff = documents.lock(
        StorageTariff, storagetariff_id, actor=actor, permission="goods.change_storagetariff"
    )
    Warehouse.objects.select_for_update(no_key=True).get(pk=tariff.warehouse_id)
    for name, value in changes.items():
        setattr(tariff, name, value)
    is_more = set(documents.changes(tariff)) - {"valid_until"}
    if is_more and tariff.charges.exclude(run__state=State.VOID).exists():
        raise InUse
    _check_alone(tariff)
    return documents.save(tariff, actor=actor, event="goods.storagetariff.changed")


@documents.verb
def create_run(
    *, actor: Actor, id: UUID | None, warehouse_id: UUID, owner_party_id: UUID, month: date
) -> StorageRun:
    """This will work out a month of one owner in one warehouse; raises MonthTaken, NoTariff."""
    run = StorageRun(
        warehouse=documents.refer(Warehouse, warehouse_id, actor=actor, field="warehouse_id"),
        owner_party=documents.refer(Party, owner_party_id, actor=actor, field="owner_party_id"),
        month=month.replace(day=1),
    )
    if id is not None:
        run.id = id
    lines = _lines(run)
    run.no = numbering.next_number("CC", on=run.month)
    documents.add(
        run,
        actor=actor,
        event="goods.storagerun.created",
        permission="goods.create_storagerun",
    )
    StorageCharge.objects.bulk_create(lines)
    return run


@documents.verb
def recompute(storagerun_id: UUID, *, actor: Actor) -> StorageRun:
    """This will work a draft out anew from the ledger; what did not change gives the same."""
    run = _lock(storagerun_id, actor, "recompute")
    if run.state != State.DRAFT:
        raise NotNow(state=documents.state_label(run))
    lines = _lines(run)
    run.charges.all().delete()
    StorageCharge.objects.bulk_create(lines)
    return documents.save(run, actor=actor, event="goods.storagerun.recomputed")


@documents.verb
def confirm(storagerun_id: UUID, *, actor: Actor) -> StorageRun:
    """This will fix the figures of a month."""
    run = _lock(storagerun_id, actor, "confirm")
    run.confirm()
    payload = {"amount": run.amount, "month": run.month, "owner_party_id": run.owner_party_id}
    return documents.save(run, actor=actor, event="goods.storagerun.confirmed", payload=payload)


@documents.verb
def void(storagerun_id: UUID, *, actor: Actor, reason: str) -> StorageRun:
    """This will take a bill back; the month may then be worked out anew."""
    run = _lock(storagerun_id, actor, "void")
    run.void()
    return documents.save(run, actor=actor, event="goods.storagerun.voided", reason=reason)


def run_month(month: date, *, actor: Actor) -> int:
    """This will draw up the bills of a month that are not there yet; twice makes no more."""
    made = 0
    done = set(
        StorageRun.objects.filter(month=month)
        .exclude(state=State.VOID)
        .values_list("warehouse_id", "owner_party_id")
    )
    until_on = calc.month_end(month)
    for warehouse in Warehouse.objects.filter(tariffs__isnull=False).distinct().order_by("pk"):
        if not queries.tariffs(warehouse.pk, first_on=month, until_on=until_on):
            continue
        for owner in sorted(queries.owners(warehouse.pk, month=month)):
            if (warehouse.pk, owner) not in done:
                create_run(
                    actor=actor,
                    id=None,
                    warehouse_id=warehouse.pk,
                    owner_party_id=owner,
                    month=month,
                )
                made += 1
    return made


def _lines(run: StorageRun) -> list[StorageCharge]:
    until_on = calc.month_end(run.month)
    if not queries.tariffs(run.warehouse_id, first_on=run.month, until_on=until_on):
        raise NoTariff(warehouse=run.warehouse, month=run.month)
    lines = queries.charges(run)
    run.amount = money.total(line.amount for line in lines)
    return lines


def _lock(pk: UUID, actor: Actor, verb: str) -> StorageRun:
    return documents.lock(StorageRun, pk, actor=actor, permission=f"goods.{verb}_storagerun")


def _check_alone(tariff: StorageTariff) -> None:
    other = queries.overlapping(tariff).first()
    if other is not None:
        raise Overlaps(
            item=tariff.get_item_display(),
            since=other.valid_from,
            until=other.valid_until or _("以后"),
        )
