"""Finding somebody to call a lead, by the rules in their order."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events import log
from backend.crm.intake import calc, queries
from backend.crm.intake.models import AssignmentRule, RuleTurn
from backend.crm.lead import actions as leads
from backend.crm.lead import queries as lead_queries
from backend.crm.lead.flow import State
from backend.crm.lead.models import Lead

log.declare("crm.lead.unassigned")


def place(lead: Lead, *, actor: Actor, at: datetime, default_id: int | None = None) -> bool:
    """This will give a new lead to somebody by the first rule that fits and has somebody there.

    Without one it goes to the default person; without that it stays new and its sales leads are
    told. The caller holds the row. It tells whether somebody has it.
    """
    facts = queries.facts_of(lead, at=at)
    for rule in queries.rules():
        if not calc.fits(queries.condition_of(rule), facts):
            continue
        seat = _choose(rule, at=at)
        if seat is not None:
            _give(lead, seat.user_id, actor=actor, rule=rule)
            return True
    there = queries.present(timezone.localdate(at), [] if default_id is None else [default_id])
    if default_id in there:
        assert default_id is not None
        _give(lead, default_id, actor=actor, rule=None)
        return True
    told = lead_queries.overseers(lead)
    log.emit("crm.lead.unassigned", lead, actor=actor, changes={}, payload={"told": told})
    return False


@documents.verb
def run(lead_id: UUID, *, actor: Actor, at: datetime) -> Lead:
    """This will give a lead that waits to somebody by the rules."""
    policy.require(actor, "crm.assign_lead")
    lead = documents.lock(Lead, lead_id, actor=actor, permission="crm.assign_lead")
    if lead.state != State.NEW:
        lead.be_assigned()  # says which state it is in
    place(lead, actor=actor, at=at)
    return lead


def _give(lead: Lead, user_id: int, *, actor: Actor, rule: AssignmentRule | None) -> None:
    payload = {} if rule is None else {"rule_id": str(rule.pk), "rule": rule.name}
    leads.give(lead, actor=actor, owner_id=user_id, unit_id=None, payload=payload)


def _choose(rule: AssignmentRule, *, at: datetime) -> calc.Seat | None:
    """Whoever chooses holds the rule's turn until the lead is given: no two choose at once."""
    turn = RuleTurn.objects.select_for_update().get(rule=rule)
    seats = queries.seats(rule, on=timezone.localdate(at))
    if rule.method == AssignmentRule.Method.ROUND_ROBIN:
        seat = calc.next_in_turn(seats, last=turn.last)
    elif rule.method == AssignmentRule.Method.LOAD:
        ids = [seat.user_id for seat in seats]
        seat = calc.least_loaded(
            seats, loads=lead_queries.open_of(ids), latest=queries.latest_of(ids)
        )
    else:
        seat = calc.next_in_turn(seats, last=None)
    if seat is not None:
        RuleTurn.objects.filter(rule=rule).update(last=seat.place)
    return seat
