"""What people do with a warehouse."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import search
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.party.models import Party
from backend.goods.warehouse.models import Bin, Warehouse

log.declare(
    "goods.warehouse.created",
    "goods.warehouse.changed",
    "goods.warehouse.closed",
    "goods.warehouse.reopened",
    "goods.warehouse.bin_added",
    "goods.warehouse.bin_closed",
)


class CodeTaken(Duplicate):
    """A warehouse with this code exists."""

    sentence = _("该仓库编码已存在。")


class BinTaken(Duplicate):
    """A bin with this code exists in the warehouse."""

    sentence = _("该仓库已有库位 {code}。")


class BinInUse(Refusal):
    """Goods lie in the bin."""

    sentence = _("库位 {code} 里还有货物，请先移到其他库位。")


documents.explains("goods_warehouse_code_once", CodeTaken())
documents.explains("goods_warehouse_no", CodeTaken())
documents.explains(
    "goods_warehouse_has_operator",
    Malformed(errors={"operator_id": _("非自有仓库必须填写经营单位")}),
)


@documents.verb
def create(*, actor: Actor, id: UUID | None, operator_id: UUID | None, **facts: Any) -> Warehouse:
    """This will put a warehouse on file."""
    operator = documents.refer(Party, operator_id, actor=actor, field="operator_id")
    warehouse = Warehouse(operator=operator, **facts)
    if id is not None:
        warehouse.id = id
    _settle(warehouse)
    return documents.add(
        warehouse,
        actor=actor,
        event="goods.warehouse.created",
        permission="goods.create_warehouse",
    )


@documents.verb
def change(warehouse_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Warehouse:
    """This will correct facts of a warehouse."""
    warehouse = documents.lock(
        Warehouse, warehouse_id, actor=actor, permission="goods.change_warehouse"
    )
    if "operator_id" in changes:
        documents.refer(Party, changes["operator_id"], actor=actor, field="operator_id")
    for name, value in changes.items():
        setattr(warehouse, name, value)
    _settle(warehouse)
    return documents.save(warehouse, actor=actor, event="goods.warehouse.changed")


@documents.verb
def close(warehouse_id: UUID, *, actor: Actor, reason: str) -> Warehouse:
    """This will take a warehouse out of new papers; goods in it may still leave."""
    return _switch(warehouse_id, actor, is_active=False, event="closed", reason=reason)


@documents.verb
def reopen(warehouse_id: UUID, *, actor: Actor, reason: str) -> Warehouse:
    """This will use a closed warehouse again."""
    return _switch(warehouse_id, actor, is_active=True, event="reopened", reason=reason)


@documents.verb
def add_bin(warehouse_id: UUID, *, actor: Actor, code: str, name: str) -> Warehouse:
    """This will mark out a bin, or put one that was closed into use again."""
    warehouse = documents.lock(
        Warehouse, warehouse_id, actor=actor, permission="goods.add_bin_warehouse"
    )
    found, is_new = Bin.objects.get_or_create(
        warehouse=warehouse, code=code, defaults={"name": name}
    )
    if not is_new and found.is_active:
        raise BinTaken(code=code)
    found.is_active, found.name = True, name
    found.save(update_fields=["is_active", "name"])
    return documents.save(
        warehouse, actor=actor, event="goods.warehouse.bin_added", payload={"code": code}
    )


@documents.verb
def close_bin(warehouse_id: UUID, *, actor: Actor, bin_id: UUID, reason: str) -> Warehouse:
    """This will take an empty bin out of use; raises BinInUse while goods lie in it."""
    warehouse = documents.lock(
        Warehouse, warehouse_id, actor=actor, permission="goods.close_bin_warehouse"
    )
    found = warehouse.bins.select_for_update().filter(pk=bin_id, is_active=True).first()
    if found is None:
        raise Malformed(errors={"bin_id": _("该仓库没有这个在用的库位")})
    if found.balances.exists():
        raise BinInUse(code=found.code)
    found.is_active = False
    found.save(update_fields=["is_active"])
    return documents.save(
        warehouse,
        actor=actor,
        event="goods.warehouse.bin_closed",
        payload={"code": found.code},
        reason=reason,
    )


def _switch(
    warehouse_id: UUID, actor: Actor, *, is_active: bool, event: str, reason: str
) -> Warehouse:
    warehouse = documents.lock(
        Warehouse, warehouse_id, actor=actor, permission="goods.close_warehouse"
    )
    warehouse.is_active = is_active
    return documents.save(warehouse, actor=actor, event=f"goods.warehouse.{event}", reason=reason)


def _settle(warehouse: Warehouse) -> None:
    warehouse.no = warehouse.code
    warehouse.name_pinyin = search.pinyin_key(warehouse.name)
