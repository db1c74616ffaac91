"""Writing entries: every one of them and the sum it changes, under the lock of its metal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Sum

from backend.core import context, money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.ids import uuid7
from backend.market.position.actions.breaches import cure_inside
from backend.market.position.models import (
    PositionBook,
    PositionBucket,
    PositionEntry,
    PositionSide,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Tonnes that begin to bear a price. Below zero they take back what the same side posted.

    `price` is per tonne as the metal's market quotes it, tax included where that includes it.
    """

    on: date
    metal: str
    month: str
    kind: str
    side: str
    quantity: Decimal
    price: Decimal
    source: Source
    currency: str = "CNY"
    line_id: UUID | None = None
    unit_id: UUID | None = None
    owner_id: int | None = None
    amount: Decimal | None = None
    id: UUID | None = None
    reverses_id: UUID | None = None
    note: str = ""


def lock_books(metals: Iterable[str]) -> None:
    """This will lock metals in order; who reads a position to change it comes through here."""
    wanted = sorted({metal.lower() for metal in metals})
    known = PositionBook.objects.filter(pk__in=wanted)
    if known.count() < len(wanted):
        PositionBook.objects.bulk_create(
            [PositionBook(metal=metal) for metal in wanted], ignore_conflicts=True
        )
    list(known.select_for_update(no_key=True).order_by("pk"))


@documents.verb
def post_all(posts: Sequence[Post], *, actor: Actor) -> list[PositionEntry]:
    """This will write entries of one paper and bring the kept sums along."""
    lock_books(post.metal for post in posts)
    entries = [_entry(post) for post in posts]
    entries = [entry for entry in entries if entry.quantity or entry.amount]
    PositionEntry.objects.bulk_create(entries)
    for entry in sorted(entries, key=_place):
        _add_up(entry)
    for metal in sorted({entry.metal for entry in entries}):
        cure_inside(metal, actor=actor, on=max(post.on for post in posts))
    return entries


def post(
    *,
    actor: Actor,
    on: date,
    metal: str,
    month: str,
    kind: str,
    side: str,
    quantity: Decimal,
    price: Decimal,
    currency: str,
    source: Source,
    line_id: UUID | None,
    unit_id: UUID | None,
    owner_id: int | None,
) -> PositionEntry:
    """This will write one entry; a quantity below zero takes back what the side posted."""
    one = Post(
        on=on,
        metal=metal,
        month=month,
        kind=kind,
        side=side,
        quantity=quantity,
        price=price,
        currency=currency,
        source=source,
        line_id=line_id,
        unit_id=unit_id,
        owner_id=owner_id,
    )
    return post_all([one], actor=actor)[0]


@documents.verb
def restate(post: Post, *, actor: Actor) -> list[PositionEntry]:
    """This will make what a paper's line has posted in all equal to one post, by differences.

    It may be told the same as often as one likes: what is right already writes nothing.
    """
    lock_books([post.metal])
    wanted = _entry(post)
    place = (wanted.metal, wanted.month, wanted.kind, wanted.currency)
    rows = (
        PositionEntry.objects.filter(
            source_code=post.source.code, source_id=post.source.id, line_id=post.line_id
        )
        .values_list("metal", "month", "kind", "currency")
        .annotate(tonnes=Sum("quantity"), value=Sum("amount"))
    )
    found = {tuple(row[:4]): (row[4], row[5]) for row in rows}
    targets = {**dict.fromkeys(found, (Decimal(0), Decimal(0)))}
    targets[place] = (wanted.quantity, wanted.amount)
    posts = []
    for key in sorted(targets):
        tonnes, value = targets[key]
        had = found.get(key, (Decimal(0), Decimal(0)))
        posts += _difference(post, key, tonnes - had[0], value - had[1])
    return post_all(posts, actor=actor) if posts else []


@documents.verb
def give_back(
    line_id: UUID, *, actor: Actor, keep: Decimal, on: date, source: Source
) -> list[PositionEntry]:
    """This will take back what a line has open beyond some tonnes, latest months first.

    So a contract that ends early leaves no price risk but of what was delivered.
    """
    rows = PositionEntry.objects.filter(line_id=line_id)
    lock_books(rows.values_list("metal", flat=True))
    places = ("metal", "month", "kind", "side", "currency", "owner_id", "unit_id")
    sums = rows.values_list(*places).annotate(tonnes=Sum("quantity"), value=Sum("amount"))
    found = list(sums.order_by("-month"))
    excess = abs(sum((tonnes for *_place, tonnes, _value in found), Decimal(0))) - keep
    posts = []
    for *place, tonnes, worth in found:
        taken = min(excess, abs(tonnes))
        if taken <= 0:
            continue
        excess -= taken
        row: dict[str, Any] = dict(zip(places, place, strict=True))
        value = money.cents(worth * taken / abs(tonnes))
        sign = 1 if row["side"] == PositionSide.BUY else -1
        part = taken if tonnes > 0 else -taken
        posts.append(
            Post(
                **row, on=on, source=source, line_id=line_id, quantity=-part * sign,
                amount=-value * sign, price=money.price(abs(value / taken)),
            )
        )  # fmt: skip
    return post_all(posts, actor=actor) if posts else []


def _difference(
    post: Post, place: tuple[str, ...], tonnes: Decimal, value: Decimal
) -> list[Post]:  # fmt: skip
    if not tonnes and not value:
        return []
    sign = 1 if post.side == PositionSide.BUY else -1
    metal, month, kind, currency = place
    price = money.price(value / tonnes) if tonnes and value / tonnes > 0 else post.price
    return [
        Post(
            on=post.on,
            metal=metal,
            month=month,
            kind=kind,
            side=post.side,
            quantity=tonnes * sign,
            price=price,
            amount=value * sign,
            currency=currency,
            source=post.source,
            line_id=post.line_id,
            unit_id=post.unit_id,
            owner_id=post.owner_id,
        )
    ]


def _entry(post: Post) -> PositionEntry:
    sign = 1 if post.side == PositionSide.BUY else -1
    amount = money.amount(post.quantity, post.price) if post.amount is None else post.amount
    return PositionEntry(
        id=post.id or uuid7(),
        on=post.on,
        metal=post.metal.lower(),
        month=post.month,
        kind=post.kind,
        side=post.side,
        quantity=post.quantity * sign,
        price=post.price,
        currency=post.currency,
        amount=amount * sign,
        source_code=post.source.code,
        source_id=post.source.id,
        source_no=post.source.no,
        line_id=post.line_id,
        unit_id=post.unit_id,
        owner_id=post.owner_id,
        reverses_id=post.reverses_id,
        note=post.note,
        created_at=context.now(),
    )


def _place(entry: PositionEntry) -> tuple[str, ...]:
    return (entry.metal, entry.month, entry.kind, entry.currency)


def _add_up(entry: PositionEntry) -> None:
    bucket, _new = PositionBucket.objects.get_or_create(
        metal=entry.metal, month=entry.month, kind=entry.kind, currency=entry.currency
    )
    PositionBucket.objects.filter(pk=bucket.pk).update(
        quantity=F("quantity") + entry.quantity,
        value=F("value") + entry.amount,
        entries=F("entries") + 1,
    )
