"""What people do with bills of materials."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.ids import uuid7
from backend.core.numbering import actions as numbering
from backend.goods.bom import queries
from backend.goods.bom.flow import State
from backend.goods.bom.models import BillOfMaterials, BomLine
from backend.goods.product import queries as products
from backend.goods.product.models import Product

log.declare(
    "goods.bill_of_materials.created",
    "goods.bill_of_materials.changed",
    "goods.bill_of_materials.released",
    "goods.bill_of_materials.superseded",
    "goods.bill_of_materials.revised",
    "goods.bill_of_materials.cancelled",
)
NEWS = "goods.bill_of_materials"


class MadeOfItself(Refusal):
    """A product would be part of itself."""

    sentence = _("物料清单成环，不能发布：{way}。请去掉其中一级。")


class Earlier(Refusal):
    """A version would begin before the one it follows."""

    sentence = _("版次 {revision} 自 {day} 起生效，新版次的生效日期必须晚于它。")


documents.explains(
    "goods_bomline_position_once", Duplicate(_("同一物料在同一位号只能出现一次，请合并用量。"))
)


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    product_id: UUID,
    kind: str,
    valid_from: date,
    note: str,
    lines: Sequence[Any],
) -> BillOfMaterials:
    """This will write the next version of what a product consists of, as a draft."""
    products.in_use(product_id, actor=actor)
    bom = BillOfMaterials(product_id=product_id, kind=kind, valid_from=valid_from, note=note)
    if id is not None:
        bom.id = id
    bom.revision = _next(product_id, kind)
    bom.no = numbering.next_number("WL", on=on)
    documents.add(
        bom,
        actor=actor,
        event=f"{NEWS}.created",
        permission="goods.create_bill_of_materials",
    )
    _write(bom, lines, actor=actor)
    return bom


@documents.verb
def change(bom_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> BillOfMaterials:
    """This will correct a draft; lines given replace all lines."""
    bom = _lock(bom_id, actor=actor, verb="change")
    if bom.state != State.DRAFT:
        raise NotNow(
            _("已发布的物料清单不能修改，请先修订出新版次。"),
            verbs=documents.verbs_now(bom, actor),
        )
    lines = changes.pop("lines", None)
    for name, value in changes.items():
        setattr(bom, name, value)
    documents.save(bom, actor=actor, event=f"{NEWS}.changed")
    if lines is not None:
        bom.lines.all().delete()
        _write(bom, lines, actor=actor)
    return bom


@documents.verb
def release(bom_id: UUID, *, actor: Actor) -> BillOfMaterials:
    """This will let a version count from its day on; the one before it ends the day before.

    Raises MadeOfItself when a product would come to be part of itself, naming the way round.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('goods_bom.release'))")
    bom = _lock(bom_id, actor=actor, verb="release")
    bom.release()
    if (way := queries.way_round(bom)) is not None:
        named = Product.objects.in_bulk(set(way))
        raise MadeOfItself(way=" → ".join(named[pk].code for pk in way))
    _supersede(bom, actor=actor)
    return documents.save(
        bom, actor=actor, event=f"{NEWS}.released", payload={"product_id": bom.product_id}
    )


def _supersede(bom: BillOfMaterials, *, actor: Actor) -> None:
    rows = BillOfMaterials.objects.select_for_update(of=("self",), no_key=True).filter(
        product_id=bom.product_id, kind=bom.kind, state=State.RELEASED
    )
    for old in rows.exclude(pk=bom.pk).order_by("pk"):
        documents.remember(old)
        if bom.valid_from <= old.valid_from:
            raise Earlier(revision=old.revision, day=old.valid_from)
        old.supersede()
        old.valid_until = bom.valid_from - timedelta(days=1)
        documents.save(old, actor=actor, event=f"{NEWS}.superseded", payload={"by_id": bom.pk})


@documents.verb
def revise(bom_id: UUID, *, actor: Actor, on: date, valid_from: date) -> BillOfMaterials:
    """This will copy a version into a new draft, and return the one that was copied."""
    bom = _lock(bom_id, actor=actor, verb="revise")
    copy = BillOfMaterials(
        product_id=bom.product_id,
        kind=bom.kind,
        valid_from=valid_from,
        owner_id=bom.owner_id,
        unit_id=bom.unit_id,
    )
    copy.revision = _next(bom.product_id, bom.kind)
    copy.no = numbering.next_number("WL", on=on)
    documents.add(copy, actor=actor, event=f"{NEWS}.created")
    rows = list(bom.lines.all())
    for row in rows:
        row.pk, row.bom = uuid7(), copy
    BomLine.objects.bulk_create(rows)
    payload = {"revision_id": copy.pk, "revision": copy.revision}
    return documents.save(bom, actor=actor, event=f"{NEWS}.revised", payload=payload)


@documents.verb
def cancel(bom_id: UUID, *, actor: Actor, reason: str) -> BillOfMaterials:
    """This will drop a draft."""
    bom = _lock(bom_id, actor=actor, verb="cancel")
    bom.cancel()
    return documents.save(bom, actor=actor, event=f"{NEWS}.cancelled", reason=reason)


def _lock(bom_id: UUID, *, actor: Actor, verb: str) -> BillOfMaterials:
    permission = f"goods.{verb}_bill_of_materials"
    return documents.lock(BillOfMaterials, bom_id, actor=actor, permission=permission)


def _next(product_id: UUID, kind: str) -> int:
    """The product is held, so that two versions are not given one number."""
    list(Product.objects.select_for_update(no_key=True).filter(pk=product_id))
    rows = BillOfMaterials.objects.filter(product_id=product_id, kind=kind)
    return (rows.aggregate(last=Max("revision"))["last"] or 0) + 1


def _write(bom: BillOfMaterials, bodies: Sequence[Any], *, actor: Actor) -> None:
    known = documents.refer_all(Product, (body.product_id for body in bodies), actor=actor)
    rows = []
    for index, body in enumerate(bodies):
        where = f"lines.{index}."
        product = documents.named(known, body.product_id, field=f"{where}product_id")
        assert product is not None  # the schema demands one
        if product.pk == bom.product_id:
            raise Malformed(errors={f"{where}product_id": _("物料不能是产品自己")})
        if said := products.not_whole(product, body.quantity):
            raise Malformed(errors={f"{where}quantity": said})
        rows.append(BomLine(bom=bom, seq=index + 1, **dict(body)))
    BomLine.objects.bulk_create(rows)
