"""Writing a request for quotation: its lines, whom to ask, and the rules of comparison."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.core.people.models import User
from backend.goods.product.models import Product
from backend.supply.requisition.models import Requisition, RequisitionLine
from backend.supply.rfq.flow import State
from backend.supply.rfq.models import (
    Invitation,
    Rfq,
    RfqBenchmark,
    RfqCost,
    RfqLine,
    RfqPenalty,
    RfqRate,
    SealOpening,
)
from backend.supply.supplier.models import Supplier

log.declare("supply.rfq.created", "supply.rfq.changed")

CREATE = "supply.create_rfq"
CHILDREN = ("lines", "invitations", "rates", "costs", "penalties", "benchmarks", "openers")


class TwoOpeners(Refusal):
    """A sealed request is opened by two people together."""

    status = 422
    sentence = _("密封询价须指定两位不同的在职开标人。")


documents.explains("supply_rfqline_seq_once", Malformed(errors={"lines": _("行号重复。")}))
documents.explains(
    "supply_invitation_once", Malformed(errors={"invitations": _("同一供应商只能邀请一次。")})
)
documents.explains("supply_rfqrate_once", Malformed(errors={"rates": _("同一币种只能填一次。")}))
documents.explains("supply_rfqpenalty_once", Malformed(errors={"penalties": _("质量代码重复。")}))
documents.explains(
    "supply_rfqbenchmark_once", Malformed(errors={"benchmarks": _("基准价代码重复。")})
)


@documents.verb
def create(*, actor: Actor, id: UUID | None, made_on: date, **facts: Any) -> Rfq:
    """This will write a request for quotation that nobody outside sees yet."""
    children = {name: facts.pop(name) for name in CHILDREN}
    buyer = documents.refer(Party, facts.pop("buyer_id"), actor=actor, field="buyer_id")
    rfq = Rfq(made_on=made_on, buyer=buyer, **facts)
    if id is not None:
        rfq.id = id
    _check(rfq)
    rfq.no = numbering.next_number("XJ", on=made_on)
    documents.add(rfq, actor=actor, event="supply.rfq.created", permission=CREATE)
    _write(rfq, children, actor=actor)
    return rfq


@documents.verb
def change(rfq_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Rfq:
    """This will change a draft; after publishing the rules are frozen and NotNow is raised."""
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.change_rfq")
    if rfq.state != State.DRAFT:
        raise NotNow(verbs=documents.verbs_now(rfq, actor), state=documents.state_label(rfq))
    children = {name: changes.pop(name) for name in CHILDREN if name in changes}
    if "buyer_id" in changes:
        rfq.buyer = documents.refer(Party, changes.pop("buyer_id"), actor=actor, field="buyer_id")
    for name, value in changes.items():
        setattr(rfq, name, value)
    _check(rfq)
    _write(rfq, children, actor=actor)
    return documents.save(rfq, actor=actor, event="supply.rfq.changed")


def check_zone(name: str) -> ZoneInfo:
    """This will read a zone by name or refuse it."""
    if name not in available_timezones():
        raise Malformed(errors={"deadline_zone": _("没有这个时区，例如 Asia/Shanghai。")})
    return ZoneInfo(name)


def _check(rfq: Rfq) -> None:
    check_zone(rfq.deadline_zone)
    rfq.currencies = list(dict.fromkeys(rfq.currencies))
    if rfq.buyer is not None and not rfq.buyer.is_ours:
        raise Malformed(errors={"buyer_id": _("请选择本公司主体。")})


def _write(rfq: Rfq, children: dict[str, Any], *, actor: Actor) -> None:
    if (benchmarks := children.get("benchmarks")) is not None:
        rfq.benchmarks.all().delete()
        RfqBenchmark.objects.bulk_create([RfqBenchmark(rfq=rfq, **dict(row)) for row in benchmarks])
    if (lines := children.get("lines")) is not None:
        write_lines(rfq, lines, actor=actor)
    if (invitations := children.get("invitations")) is not None:
        rfq.invitations.all().delete()
        Invitation.objects.bulk_create(invited(rfq, invitations, actor=actor))
    if (rates := children.get("rates")) is not None:
        rfq.rates.all().delete()
        RfqRate.objects.bulk_create([RfqRate(rfq=rfq, **dict(row)) for row in rates])
    if (penalties := children.get("penalties")) is not None:
        rfq.penalties.all().delete()
        RfqPenalty.objects.bulk_create([RfqPenalty(rfq=rfq, **dict(row)) for row in penalties])
    if (costs := children.get("costs")) is not None:
        rfq.costs.all().delete()
        RfqCost.objects.bulk_create(
            [RfqCost(rfq=rfq, seq=at, **dict(row)) for at, row in enumerate(costs, start=1)]
        )
    if (openers := children.get("openers")) is not None:
        _openers(rfq, openers)


def write_lines(rfq: Rfq, rows: Sequence[Any], *, actor: Actor) -> None:
    """This will put these lines in place of those there were."""
    products = documents.refer_all(Product, [row.product_id for row in rows], actor=actor)
    sources = _requisition_lines(rows, actor=actor)
    rfq.lines.all().delete()
    RfqLine.objects.bulk_create(
        [
            RfqLine(
                rfq=rfq,
                seq=at,
                product=documents.named(
                    products, row.product_id, field=f"lines.{at - 1}.product_id"
                ),
                requisition_line=_known(sources, row.requisition_line_id, at),
                quantity=row.quantity,
                needed_on=row.needed_on,
                allows_substitute=row.allows_substitute,
                requirement=row.requirement,
            )
            for at, row in enumerate(rows, start=1)
        ]
    )


def _requisition_lines(rows: Sequence[Any], *, actor: Actor) -> dict[UUID, RequisitionLine]:
    wanted = [row.requisition_line_id for row in rows if row.requisition_line_id]
    found = RequisitionLine.objects.in_bulk(wanted)
    papers = documents.refer_all(
        Requisition, {line.requisition_id for line in found.values()}, actor=actor
    )
    return {pk: line for pk, line in found.items() if line.requisition_id in papers}


def _known(
    sources: dict[UUID, RequisitionLine], pk: UUID | None, at: int
) -> RequisitionLine | None:
    if pk is not None and pk not in sources:
        where = f"lines.{at - 1}.requisition_line_id"
        raise Malformed(errors={where: _("没有找到这条请购行，或您无权查看。")})
    return None if pk is None else sources[pk]


def invited(rfq: Rfq, rows: Sequence[Any], *, actor: Actor) -> list[Invitation]:
    """This will make invitations of visible suppliers; they are not told yet."""
    found = documents.refer_all(Supplier, [row.supplier_id for row in rows], actor=actor)
    return [
        Invitation(
            rfq=rfq,
            supplier=documents.named(found, row.supplier_id, field=f"invitations.{at}.supplier_id"),
            contact=row.contact,
            score=row.score,
        )
        for at, row in enumerate(rows)
    ]


def _openers(rfq: Rfq, user_ids: Sequence[int]) -> None:
    found = User.objects.filter(pk__in=user_ids, is_active=True, party__isnull=True)
    people = {user.pk: user for user in found}
    if any(pk not in people for pk in user_ids) or len(set(user_ids)) != len(user_ids):
        raise TwoOpeners(errors={"openers": TwoOpeners.sentence})
    rfq.openings.all().delete()
    SealOpening.objects.bulk_create(
        [SealOpening(rfq=rfq, round=1, user=people[pk]) for pk in user_ids]
    )
