"""Letting a price book count, and ending it."""

import logging
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.core.events import log
from backend.crm.pricebook.actions import entries as lines
from backend.crm.pricebook.flow import State
from backend.crm.pricebook.models import PriceBook, PriceEntry, Scope

log_ = logging.getLogger("heng.pricebook")

log.declare("crm.pricebook.approved", "crm.pricebook.replaced", "crm.pricebook.retired")


class EmptyBook(Refusal):
    """A book without a price says nothing."""

    sentence = _("价格表中还没有价格，不能批准。")


class Backdated(Refusal):
    """A revision may not change what was quoted on days gone by."""

    sentence = _("新版次的生效日 {first} 早于批准日 {on}，会改变已报出的价格，请调整生效日。")


@documents.verb
def approve(book_id: UUID, *, actor: Actor, on: date) -> PriceBook:
    """This will make a book count; a revision takes over from its first day on."""
    book = documents.lock(PriceBook, book_id, actor=actor, permission="crm.approve_pricebook")
    book.approve()
    if not book.entries.exists():
        raise EmptyBook
    book.approved_on, book.approved_at = on, context.now()
    if book.supersedes_id is not None:
        if book.valid_from < on:
            raise Backdated(first=book.valid_from, on=on)
        _replace(book.supersedes_id, by=book, actor=actor)
    documents.save(book, actor=actor, event="crm.pricebook.approved")
    lines.go_live(book)
    return book


@documents.verb
def retire(book_id: UUID, *, actor: Actor, on: date, reason: str) -> PriceBook:
    """This will end a book: from this day on nobody is quoted from it."""
    book = documents.lock(PriceBook, book_id, actor=actor, permission="crm.retire_pricebook")
    book.retire()
    book.retired_on = on
    _cut(book, on)
    return documents.save(book, actor=actor, event="crm.pricebook.retired", reason=reason)


def _replace(book_id: UUID, *, by: PriceBook, actor: Actor) -> None:
    """End the revision before on the eve of the new one; one that never counts is retired."""
    book = PriceBook.objects.select_for_update(of=("self",), no_key=True).get(pk=book_id)
    if book.state != State.APPROVED:
        return
    documents.remember(book)
    if by.valid_from <= book.valid_from:
        book.retire()
        book.retired_on = by.valid_from
    elif book.valid_until is None or book.valid_until >= by.valid_from:
        book.valid_until = by.valid_from - timedelta(days=1)
    _cut(book, by.valid_from)
    documents.save(
        book, actor=actor, event="crm.pricebook.replaced", payload={"by": by.pk, "by_no": by.no}
    )


def _cut(book: PriceBook, day: date) -> None:
    """Leave of every entry the days before this one; what has none left never counts again."""
    before = Value(DateRange(None, day, "[)"))
    book.entries.update(
        valid=Func(F("valid"), before, template="(%(expressions)s)", arg_joiner=" * ")
    )


def realign() -> int:
    """This will let the prices of customers that were merged compete where they now belong.

    A book that would tie with one of the other company stays as it is until somebody ends one
    of the two; the later approval goes first meanwhile. It returns how many books moved.
    """
    mine = Concat(Value("customer:"), Cast("book__party_id", CharField()), Value("|"))
    astray = PriceEntry.objects.filter(book__scope=Scope.CUSTOMER).annotate(mine=mine)
    astray = astray.exclude(scope_key__startswith=F("mine"))
    moved = 0
    for book in PriceBook.objects.filter(pk__in=astray.values("book")).order_by("pk"):
        try:
            with transaction.atomic():
                book.entries.update(scope_key=book.scope_key)
                moved += 1
        except IntegrityError:
            log_.warning("price book ties after a merge", extra={"book": book.no})
    return moved
