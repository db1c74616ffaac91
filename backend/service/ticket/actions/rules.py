"""What the company sets for itself: the matrix, its promises, its words."""

from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.models import Document
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.goods.product.models import Product
from backend.service.ticket.models import FaultCode, PriorityRule, SlaPolicy

T = TypeVar("T", bound=Document)
log.declare(
    "service.priority_rule.created",
    "service.priority_rule.changed",
    "service.sla_policy.created",
    "service.sla_policy.changed",
    "service.fault_code.created",
    "service.fault_code.changed",
)
documents.explains(
    "service_priorityrule_once", Duplicate(_("该影响与紧急程度的组合已有规则，请直接修改。"))
)
documents.explains("service_slapolicy_priority", Duplicate(_("该优先级已有服务承诺，请直接修改。")))
documents.explains("service_faultcode_once", Duplicate(_("该类别下已有相同的代码。")))


class InOrder(Malformed):
    """Nobody is on site before they answered, nor done before the machine runs."""

    sentence = _("时限应依次放宽：响应 ≤ 到场 ≤ 恢复 ≤ 解决。")


@documents.verb
def set_priority(*, actor: Actor, id: UUID | None, **facts: Any) -> PriorityRule:
    """This will say of what priority a cell of the matrix is."""
    return _add(PriorityRule(**facts), "priority_rule", id, actor=actor)


@documents.verb
def change_priority(
    priority_rule_id: UUID, *, actor: Actor, changes: dict[str, Any]
) -> PriorityRule:
    """This will give a cell another priority, for tickets to come."""
    return _change(PriorityRule, priority_rule_id, "priority_rule", changes, actor=actor)


@documents.verb
def set_promise(*, actor: Actor, id: UUID | None, **facts: Any) -> SlaPolicy:
    """This will say what is promised at a priority."""
    policy = SlaPolicy(**facts)
    _require_order(policy)
    return _add(policy, "sla_policy", id, actor=actor)


@documents.verb
def change_promise(sla_policy_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> SlaPolicy:
    """This will promise something else, for tickets to come and clocks worked out anew."""
    return _change(SlaPolicy, sla_policy_id, "sla_policy", changes, actor=actor)


@documents.verb
def name_code(*, actor: Actor, id: UUID | None, product_id: UUID | None, **facts: Any) -> FaultCode:
    """This will add a word for a symptom, a cause or a solution, or take over a built-in one."""
    product = documents.refer(Product, product_id, actor=actor, field="product_id")
    return _add(FaultCode(product=product, **facts), "fault_code", id, actor=actor)


@documents.verb
def change_code(fault_code_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> FaultCode:
    """This will word a code anew, or take it out of use; papers that name it keep it."""
    if "product_id" in changes:
        documents.refer(Product, changes["product_id"], actor=actor, field="product_id")
    return _change(FaultCode, fault_code_id, "fault_code", changes, actor=actor)


def _add(row: T, name: str, id: UUID | None, *, actor: Actor) -> T:
    if id is not None:
        row.id = id
    return documents.add(
        row, actor=actor, event=f"service.{name}.created", permission=f"service.create_{name}"
    )


def _change(model: type[T], pk: UUID, name: str, changes: dict[str, Any], *, actor: Actor) -> T:
    row = documents.lock(model, pk, actor=actor, permission=f"service.change_{name}")
    for field, value in changes.items():
        setattr(row, field, value)
    if isinstance(row, SlaPolicy):
        _require_order(row)
    return documents.save(row, actor=actor, event=f"service.{name}.changed")


def _require_order(policy: SlaPolicy) -> None:
    promised = [
        policy.response_minutes,
        policy.on_site_minutes,
        policy.restore_minutes,
        policy.resolve_minutes,
    ]
    known = [minutes for minutes in promised if minutes is not None]
    if known != sorted(known):
        raise InOrder(errors={"resolve_minutes": InOrder.sentence})
