"""Writing price books: new ones, copies, new revisions, prices changed by a percentage."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.crm.pricebook.actions import entries as lines
from backend.crm.pricebook.models import PriceBook, PriceEntry, Scope

log.declare(
    "crm.pricebook.created",
    "crm.pricebook.changed",
    "crm.pricebook.copied",
    "crm.pricebook.revised",
)

SUBJECTS: dict[str, tuple[str, StrOrPromise]] = {
    Scope.CONTRACT: ("contract_id", _("合同价请选择合同")),
    Scope.CUSTOMER: ("party_id", _("客户价请选择客户")),
    Scope.TIER: ("tier", _("等级价请填写价格等级")),
    Scope.REGION: ("region", _("区域价请填写区域")),
    Scope.CHANNEL: ("channel", _("渠道价请填写渠道")),
}
HEAD = (
    "name", "scope", "party_id", "contract_id", "contract_no", "tier", "region", "channel",
    "currency", "tax_included", "tax_rate", "unit_of_measure", "weight_basis", "places",
    "priority", "note",
)  # fmt: skip
KEPT = ("scope", "party_id", "contract_id", "tier", "region", "channel", "currency")
LINE = (
    "product_id", "category", "metal", "attribute", "attribute_from", "attribute_to",
    "break_basis", "break_from", "kind", "price", "discount", "cost_markup", "instrument_id",
    "quote_kind", "premium", "formula", "floor_price", "note",
)  # fmt: skip


class RevisedAlready(Duplicate):
    """A newer revision exists."""

    sentence = _("该价格表已有后续版次，请在最新版次上修改。")


class NothingToChange(Refusal):
    """No fixed price matches."""

    sentence = _("没有符合条件的固定价，未做任何调整。")


documents.explains("crm_pricebook_one_successor", RevisedAlready())


@documents.verb
def create(
    *, actor: Actor, on: date, id: UUID | None, entries: Sequence[Any], **facts: Any
) -> PriceBook:
    """This will write a price book; nobody is quoted from it until it is approved."""
    book = PriceBook(**facts)
    if id is not None:
        book.id = id
    _check(book, actor)
    book.no = numbering.next_number("PB", on=on)
    documents.add(
        book, actor=actor, event="crm.pricebook.created", permission="crm.create_pricebook"
    )
    lines.keep(book, lines.build(book, entries, actor=actor))
    return book


@documents.verb
def change(book_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> PriceBook:
    """This will change a draft; what was approved is changed by a new revision."""
    book = documents.lock(PriceBook, book_id, actor=actor, permission="crm.change_pricebook")
    book.edit()
    bodies = changes.pop("entries", None)
    before = [getattr(book, name) for name in KEPT]
    for name, value in changes.items():
        setattr(book, name, value)
    if book.supersedes_id is not None and before != [getattr(book, name) for name in KEPT]:
        raise Malformed(errors={"scope": _("新版次不能改变适用范围和币种，请另建价格表")})
    _check(book, actor)
    rows = (
        list(book.entries.select_related("product", "instrument"))
        if bodies is None
        else lines.build(book, bodies, actor=actor)
    )
    for row in rows:
        row.book = book
    documents.save(
        book,
        actor=actor,
        event="crm.pricebook.changed",
        permission="crm.change_pricebook",
        payload={} if bodies is None else {"entries": len(bodies)},
    )
    lines.keep(book, rows)
    return book


@documents.verb
def copy(
    book_id: UUID,
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    valid_from: date,
    valid_until: date | None,
    **facts: Any,
) -> PriceBook:
    """This will write a new draft with the same prices for somebody else."""
    source = documents.lock(PriceBook, book_id, actor=actor, permission="crm.copy_pricebook")
    book = _like(source, id=id, valid_from=valid_from, valid_until=valid_until)
    book.contract_no, book.contract_id, book.party_id = "", None, None
    book.tier = book.region = book.channel = ""
    for name, value in facts.items():
        setattr(book, name, value)
    _check(book, actor)
    book.no = numbering.next_number("PB", on=on)
    documents.add(
        book,
        actor=actor,
        event="crm.pricebook.copied",
        permission="crm.copy_pricebook",
        payload={"from": source.pk, "from_no": source.no},
    )
    lines.keep(book, _copied(source, book))
    return book


@documents.verb
def revise(
    book_id: UUID,
    *,
    actor: Actor,
    id: UUID | None,
    valid_from: date,
    valid_until: date | None,
) -> PriceBook:
    """This will write the next revision as a draft; approved, it takes over from its first day."""
    book, rows = _next(
        book_id, "crm.revise_pricebook", actor, id, valid_from=valid_from, valid_until=valid_until
    )
    return _follow(book, rows, actor=actor, payload={})


@documents.verb
def mass_change(
    book_id: UUID,
    *,
    actor: Actor,
    id: UUID | None,
    valid_from: date,
    valid_until: date | None,
    percent: Decimal,
    category: str | None,
    metal: str | None,
    with_floor: bool,
) -> PriceBook:
    """This will write the next revision with its fixed prices raised or lowered by a ratio."""
    book, rows = _next(
        book_id, "crm.revise_pricebook", actor, id, valid_from=valid_from, valid_until=valid_until
    )
    chosen = [row for row in rows if _is_meant(row, category, metal)]
    if not chosen:
        raise NothingToChange
    for row in chosen:
        row.price = _by(row.price, percent, book.places)
        if with_floor:
            row.floor_price = _by(row.floor_price, percent, book.places)
    payload = {"percent": percent, "category": category, "metal": metal, "entries": len(chosen)}
    return _follow(book, rows, actor=actor, payload=payload)


def _by(value: Decimal | None, percent: Decimal, places: int) -> Decimal | None:
    return None if value is None else money.price(value * (1 + percent), places=places)


def _is_meant(row: PriceEntry, category: str | None, metal: str | None) -> bool:
    if row.kind != PriceEntry.Kind.FIXED:
        return False
    goods = row.product or row
    return category in (None, goods.category) and metal in (None, goods.metal)


def _next(
    book_id: UUID,
    permission: str,
    actor: Actor,
    id: UUID | None,
    *,
    valid_from: date,
    valid_until: date | None,
) -> tuple[PriceBook, list[PriceEntry]]:
    source = documents.lock(PriceBook, book_id, actor=actor, permission=permission)
    source.revise()
    if source.successors.exclude(state="retired").exists():
        raise RevisedAlready
    book = _like(source, id=id, valid_from=valid_from, valid_until=valid_until)
    book.owner_id, book.unit_id = source.owner_id, source.unit_id
    book.supersedes = source
    book.revision = source.revision + 1
    taken = source.successors.count()
    suffix = f"-R{book.revision}" + (f".{taken}" if taken else "")
    book.no = source.no.split("-R")[0] + suffix
    _check_days(book)
    return book, _copied(source, book)


def _follow(
    book: PriceBook, rows: list[PriceEntry], *, actor: Actor, payload: dict[str, Any]
) -> PriceBook:
    assert book.supersedes is not None  # made by `_next`
    documents.add(
        book,
        actor=actor,
        event="crm.pricebook.revised",
        payload={"from": book.supersedes_id, "from_no": book.supersedes.no, **payload},
    )
    lines.keep(book, rows)
    return book


def _like(
    source: PriceBook, *, id: UUID | None, valid_from: date, valid_until: date | None
) -> PriceBook:
    book = PriceBook(valid_from=valid_from, valid_until=valid_until)
    for name in HEAD:
        setattr(book, name, getattr(source, name))
    if id is not None:
        book.id = id
    return book


def _copied(source: PriceBook, book: PriceBook) -> list[PriceEntry]:
    """The same prices, as far as their own days reach into the days of the new book."""
    made: list[PriceEntry] = []
    for row in source.entries.select_related("product", "instrument"):
        first, last = row.valid_from or book.valid_from, row.valid_until or book.valid_until
        is_over = last is not None and last < book.valid_from
        if is_over or (book.valid_until is not None and first > book.valid_until):
            continue
        copied = PriceEntry(book=book, seq=len(made) + 1, **{n: getattr(row, n) for n in LINE})
        copied.product, copied.instrument = row.product, row.instrument
        copied.valid_from = first if first > book.valid_from else None
        is_inside = last is not None and last < (book.valid_until or date.max)
        copied.valid_until = last if is_inside else None
        made.append(copied)
    return made


def _check(book: PriceBook, actor: Actor) -> None:
    """Whom it is for must be named, exist and be all that is named."""
    errors: dict[str, StrOrPromise] = {}
    for scope, (name, sentence) in SUBJECTS.items():
        value = getattr(book, name)
        if book.scope == scope and not value:
            errors[name] = sentence
        elif book.scope != scope and value and not _is_the_buyer(book, name):
            errors[name] = _("该适用范围不使用此项")
    if errors:
        raise Malformed(errors=errors)
    if book.scope == Scope.CUSTOMER:
        documents.refer(Party, book.party_id, actor=actor, field="party_id")
    book.contract_no = ""
    if book.scope == Scope.CONTRACT:
        _of_contract(book, actor)
    _check_days(book)


def _is_the_buyer(book: PriceBook, name: str) -> bool:
    """A book of a contract keeps the buyer of that contract."""
    return name == "party_id" and book.scope == Scope.CONTRACT


def _check_days(book: PriceBook) -> None:
    if book.valid_until is not None and book.valid_until < book.valid_from:
        raise Malformed(errors={"valid_until": _("失效日不能早于生效日")})


def _of_contract(book: PriceBook, actor: Actor) -> None:
    contracts = apps.get_model("crm", "Contract")  # a paper above: read by name, never imported
    rows = policy.visible(contracts, actor)
    found = rows.filter(pk=book.contract_id or UUID(int=0)).values("no", "party_id").first()
    if found is None:
        raise Malformed(errors={"contract_id": _("没有找到这份合同，或您无权查看。")})
    book.contract_no, book.party_id = found["no"], found["party_id"]
