"""Warehouses that new papers may name."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.goods.warehouse.models import Warehouse


def in_use(warehouse_id: UUID, *, actor: Actor, field: str = "warehouse_id") -> Warehouse:
    """This will read a warehouse for a new paper; one out of sight or closed is named by field."""
    found = documents.refer(Warehouse, warehouse_id, actor=actor, field=field)
    if found is None or not found.is_active:
        raise Malformed(errors={field: _("该仓库已停用")})
    return found
