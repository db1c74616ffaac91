"""Assignment rules: written and corrected."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.people import queries as people
from backend.core.people.models import Unit
from backend.crm.intake.models import AssignmentRule, RuleSeat, RuleTurn

log.declare("crm.assignment_rule.created", "crm.assignment_rule.changed")


class ToWhom(Malformed):
    """Neither people nor a team."""

    sentence = _("请列出人员，或选择一个团队。")


class AmountsTurned(Malformed):
    """The upper amount is not above the lower."""

    sentence = _("“低于”金额必须大于“不低于”金额。")


@documents.verb
def create_rule(
    *, actor: Actor, id: UUID | None, on: Any, people_ids: list[int], **facts: Any
) -> AssignmentRule:
    """This will write a rule by which leads find somebody to call."""
    rule = AssignmentRule(**facts)
    if id is not None:
        rule.id = id
    _sound(rule, people_ids)
    rule.no = numbering.next_number("FP", on=on)
    documents.add(
        rule,
        actor=actor,
        event="crm.assignment_rule.created",
        permission="crm.create_assignment_rule",
    )
    RuleTurn.objects.create(rule=rule)
    _seat(rule, people_ids)
    return rule


@documents.verb
def change_rule(
    assignment_rule_id: UUID, *, actor: Actor, changes: dict[str, Any]
) -> AssignmentRule:
    """This will correct a rule; a list of people replaces the whole list."""
    rule = documents.lock(
        AssignmentRule, assignment_rule_id, actor=actor, permission="crm.change_assignment_rule"
    )
    people_ids = changes.pop("people_ids", None)
    for name, value in changes.items():
        setattr(rule, name, value)
    known = [seat.user_id for seat in rule.seats.all()]
    _sound(rule, known if people_ids is None else people_ids)
    documents.save(rule, actor=actor, event="crm.assignment_rule.changed")
    if people_ids is not None:
        _seat(rule, people_ids)
    return rule


def _sound(rule: AssignmentRule, people_ids: list[int]) -> None:
    if not people_ids and rule.team_id is None:
        raise ToWhom(errors={"people_ids": ToWhom.sentence})
    if rule.team_id is not None and not Unit.objects.filter(pk=rule.team_id).exists():
        raise Malformed(errors={"team_id": _("没有这个组织单元")})
    if (
        rule.amount_min is not None
        and rule.amount_max is not None
        and rule.amount_max <= rule.amount_min
    ):
        raise AmountsTurned(errors={"amount_max": AmountsTurned.sentence})
    if len(set(people_ids)) != len(people_ids):
        raise Malformed(errors={"people_ids": _("同一人只能列一次")})
    for user_id in people_ids:
        people.seat(user_id, unit_id=None)


def _seat(rule: AssignmentRule, people_ids: list[int]) -> None:
    RuleSeat.objects.filter(rule=rule).delete()
    RuleSeat.objects.bulk_create(
        RuleSeat(rule=rule, seq=seq, user_id=user_id) for seq, user_id in enumerate(people_ids, 1)
    )
