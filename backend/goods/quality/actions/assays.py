"""Two sides' assays: given blind, compared, and settled by an umpire where they differ."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import weight
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.quality.actions import papers
from backend.goods.quality.calc import umpire
from backend.goods.quality.flow import AssayState
from backend.goods.quality.models import Assay, AssayElement
from backend.goods.stock.models import Lot

log.declare(
    "goods.assay.opened",
    "goods.assay.given",
    "goods.assay.disputed",
    "goods.assay.settled",
    "goods.assay.decided",
    "goods.assay.voided",
)


class AlreadyGiven(Refusal):
    """A side gives its assay once."""

    sentence = _("该方的化验结果已提交，不能更改；如有错误请作废本次交换。")


documents.explains(
    "goods_assayelement_once", Malformed(errors={"elements": _("同一元素只能填写一次")})
)
documents.explains(
    "goods_assay_two_sides", Malformed(errors={"buyer_id": _("买卖双方不能是同一单位")})
)


@documents.verb
def create_assay(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    seller_id: UUID,
    buyer_id: UUID,
    lot_id: UUID | None,
    document: str,
    document_id: UUID | None,
    elements: Sequence[Any],
    **facts: Any,
) -> Assay:
    """This will open an exchange over a joint sample."""
    assay = Assay(sampled_on=on, **facts)
    if id is not None:
        assay.id = id
    for field, party_id in (("seller", seller_id), ("buyer", buyer_id)):
        party = documents.refer(Party, party_id, actor=actor, field=f"{field}_id")
        setattr(assay, field, party)
    assay.lot = documents.refer(Lot, lot_id, actor=actor, field="lot_id")
    papers.name(assay, document, document_id, actor=actor)
    assay.no = numbering.next_number("HY", on=on)
    documents.add(assay, actor=actor, event="goods.assay.opened", permission="goods.create_assay")
    AssayElement.objects.bulk_create(
        AssayElement(assay=assay, seq=seq, **dict(row)) for seq, row in enumerate(elements, 1)
    )
    return assay


@documents.verb
def give_assay(
    assay_id: UUID, *, actor: Actor, at: datetime, side: str, values: Sequence[Any]
) -> Assay:
    """This will take one side's assay; with the second in, every element is compared.

    Within the splitting limit the mean stands; what differs more goes to the umpire.
    """
    assay = _lock(assay_id, actor=actor, verb="give")
    if getattr(assay, f"{side}_at") is not None:
        raise AlreadyGiven
    if assay.state != AssayState.OPEN:
        verbs = documents.verbs_now(assay, actor)
        raise NotNow(verbs=verbs, state=documents.state_label(assay))
    rows = _rows(assay)
    _fill(rows, values, field=f"{side}_value")
    setattr(assay, f"{side}_at", at)
    documents.save(assay, actor=actor, event="goods.assay.given", payload={"side": side})
    if assay.seller_at is None or assay.buyer_at is None:
        return assay
    for row in rows:
        assert row.seller_value is not None
        assert row.buyer_value is not None
        found = umpire.exchange(
            row.seller_value, row.buyer_value, limit=row.limit, places=row.places
        )
        row.result, row.how = found.value, found.how
        row.save(update_fields=["result", "how"])
    is_settled = all(row.result is not None for row in rows)
    move, word = (assay.settle, "settled") if is_settled else (assay.dispute, "disputed")
    move()
    return documents.save(assay, actor=actor, event=f"goods.assay.{word}")


@documents.verb
def decide_assay(
    assay_id: UUID, *, actor: Actor, on: date, lab: str, cost: Decimal, values: Sequence[Any]
) -> Assay:
    """This will take the umpire's values for what was open; the loser bears his cost."""
    assay = _lock(assay_id, actor=actor, verb="decide")
    assay.decide()
    rows = [row for row in _rows(assay) if row.result is None]
    _fill(rows, values, field="umpire_value")
    for row in rows:
        assert row.seller_value is not None
        assert row.buyer_value is not None
        assert row.umpire_value is not None
        row.result, row.how, row.loser = umpire.decide(
            row.seller_value, row.buyer_value, row.umpire_value,
            rule=assay.rule, places=row.places,
        )  # fmt: skip
        row.save(update_fields=["result", "how", "loser"])
    shares = umpire.shares(cost, losers={row.element: row.loser for row in rows})
    assay.umpire_lab, assay.umpire_on, assay.umpire_cost = lab, on, cost
    assay.seller_pays, assay.buyer_pays = shares[umpire.SELLER], shares[umpire.BUYER]
    return documents.save(assay, actor=actor, event="goods.assay.decided")


@documents.verb
def void_assay(assay_id: UUID, *, actor: Actor, reason: str) -> Assay:
    """This will drop an exchange that is not final."""
    assay = _lock(assay_id, actor=actor, verb="void")
    assay.void()
    return documents.save(assay, actor=actor, event="goods.assay.voided", reason=reason)


def _fill(rows: Sequence[AssayElement], values: Sequence[Any], *, field: str) -> None:
    """Every element asked for once, rounded by GB/T 8170 to its places."""
    given = {row.element: row.value for row in values}
    if set(given) != {row.element for row in rows} or len(given) != len(values):
        names = "、".join(row.element for row in rows)
        said = _("请为这些元素各填写一次：{names}").format(names=names)
        raise Malformed(errors={"values": said})
    for row in rows:
        setattr(row, field, weight.measured(given[row.element], places=row.places))
        row.save(update_fields=[field])


def _rows(assay: Assay) -> list[AssayElement]:
    return list(assay.elements.select_for_update().order_by("pk"))


def _lock(assay_id: UUID, *, actor: Actor, verb: str) -> Assay:
    return documents.lock(Assay, assay_id, actor=actor, permission=f"goods.{verb}_assay")
