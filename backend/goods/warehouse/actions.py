"""What people do with a warehouse."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import search
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.core.party.models import Party
from backend.goods.warehouse.models import Warehouse

log.declare(
    "goods.warehouse.created",
    "goods.warehouse.changed",
    "goods.warehouse.closed",
    "goods.warehouse.reopened",
)


class CodeTaken(Duplicate):
    """A warehouse with this code exists."""

    sentence = _("该仓库编码已存在。")


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
