"""Drawing up a supplier's statement of account 对账单, and the supplier's answer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.supply.payable import queries
from backend.supply.payable.models import SupplierStatement

log.declare(
    "supply.statement.drawn_up",
    "supply.statement.sent",
    "supply.statement.confirmed",
    "supply.statement.disputed",
    "supply.statement.voided",
)


class OutOfDate(Refusal):
    """Something was booked in the period after the statement was drawn up."""

    sentence = _(
        "本期账目在制单后有变动（制单时期末 {then}，现为 {now}），请作废后重新生成对账单。"
    )


@documents.verb
def create_statement(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    party_id: UUID,
    since: date,
    until: date,
    currency: str,
) -> SupplierStatement:
    """This will draw up what was owed, what moved and what is owed now, for a period."""
    party = documents.refer(Party, party_id, actor=actor, field="party_id")
    if since > until:
        raise Malformed(errors={"until": _("截止日期不能早于开始日期")})
    found = queries.account(party_id, since=since, until=until, currency=currency)
    statement = SupplierStatement(
        party=party, since=since, until=until, currency=currency, **found._asdict()
    )
    if id is not None:
        statement.id = id
    statement.no = numbering.next_number("GD", on=on)
    return documents.add(
        statement,
        actor=actor,
        event="supply.statement.drawn_up",
        permission="supply.create_statement",
    )


@documents.verb
def send_statement(statement_id: UUID, *, actor: Actor, at: datetime) -> SupplierStatement:
    """This will send a statement that still says what the books say; else OutOfDate."""
    statement = _lock(statement_id, actor=actor, verb="send")
    statement.send()
    now = queries.account(
        statement.party_id,
        since=statement.since,
        until=statement.until,
        currency=statement.currency,
    )
    if now.rows != statement.rows:
        raise OutOfDate(then=statement.closing, now=now.closing)
    statement.sent_at, statement.shown_to_id = at, statement.party_id
    return documents.save(statement, actor=actor, event="supply.statement.sent")


@documents.verb
def confirm_statement(
    statement_id: UUID, *, actor: Actor, at: datetime, answered_by: str, answer: str
) -> SupplierStatement:
    """This will record that the supplier agrees, by its own people or on paper."""
    statement = _lock(statement_id, actor=actor, verb="confirm")
    statement.confirm()
    return _answered(statement, "confirmed", actor, at=at, answered_by=answered_by, answer=answer)


@documents.verb
def dispute_statement(
    statement_id: UUID, *, actor: Actor, at: datetime, answered_by: str, answer: str
) -> SupplierStatement:
    """This will record what the supplier does not agree with."""
    statement = _lock(statement_id, actor=actor, verb="dispute")
    statement.dispute()
    return _answered(statement, "disputed", actor, at=at, answered_by=answered_by, answer=answer)


def _answered(
    statement: SupplierStatement, event: str, actor: Actor, **facts: Any
) -> SupplierStatement:
    statement.answered_at = facts["at"]
    statement.answered_by, statement.answer = facts["answered_by"], facts["answer"]
    return documents.save(
        statement, actor=actor, event=f"supply.statement.{event}", reason=statement.answer
    )


@documents.verb
def void_statement(statement_id: UUID, *, actor: Actor, reason: str) -> SupplierStatement:
    """This will drop a statement that was not agreed."""
    statement = _lock(statement_id, actor=actor, verb="void")
    statement.void()
    return documents.save(statement, actor=actor, event="supply.statement.voided", reason=reason)


def _lock(statement_id: UUID, *, actor: Actor, verb: str) -> SupplierStatement:
    permission = f"supply.{verb}_statement"
    return documents.lock(SupplierStatement, statement_id, actor=actor, permission=permission)
