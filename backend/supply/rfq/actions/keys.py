"""The seal: a person's opening key, locking a bid away, and refusing whoever asks too early."""

import secrets
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Forbidden, Refusal
from backend.core.events import log
from backend.core.people.models import User
from backend.supply.rfq.actions.closing import local
from backend.supply.rfq.calc import seal
from backend.supply.rfq.models import OpeningKey, Rfq, SealedBid, SealOpening, SupplierQuote

log.declare(
    "supply.opening_key.created",
    "supply.rfq.seal_tried",
)


class StillSealed(Refusal):
    """Nobody reads a bid before its deadline; who tried is written down."""

    sentence = _("报价已密封，截止时间（{deadline}）之前任何人都不能查看；本次尝试已记录。")


class NoOpeningKey(Refusal):
    """Who is to open needs a key first."""

    status = 422
    sentence = _("开标人“{name}”尚未设置开标口令，请本人先在“开标密钥”中设置。")


@documents.verb
def create_key(*, actor: Actor, id: UUID | None, passphrase: str) -> OpeningKey:
    """This will make the caller's opening key from a passphrase that is kept nowhere.

    Requests sealed before keep the key they were sealed for.
    """
    if actor.user_id is None:
        raise Forbidden(permission="supply.create_opening_key")
    for old in OpeningKey.objects.select_for_update().filter(
        user_id=actor.user_id, is_current=True
    ):
        OpeningKey.objects.filter(pk=old.pk).update(is_current=False)
    salt = secrets.token_bytes(16)
    public = seal.public_of(seal.private_of(passphrase, salt))
    key = OpeningKey(user_id=actor.user_id, salt=salt, public=public)
    if id is not None:
        key.id = id
    return documents.add(
        key,
        actor=actor,
        event="supply.opening_key.created",
        permission="supply.create_opening_key",
    )


def current_key(user_id: int) -> OpeningKey:
    """This will find a person's key or say that there is none."""
    found = OpeningKey.objects.filter(user_id=user_id, is_current=True).first()
    if found is None:
        name = User.objects.filter(pk=user_id).values_list("name", flat=True).first()
        raise NoOpeningKey(name=name or user_id)
    return found


def lock_away(quote: SupplierQuote, content: dict[str, Any]) -> SealedBid:
    """This will encrypt a whole quote for both openers of its round."""
    openings = openings_of(quote.rfq)
    context_ = bid_context(quote)
    sealed = seal.seal(
        orjson.dumps(log.plain(content)),
        [bytes(opening.key.public) for opening in openings if opening.key],
        context=context_,
    )
    return SealedBid.objects.create(
        quote=quote,
        body=sealed.body,
        shares={
            str(opening.pk): share.hex()
            for opening, share in zip(openings, sealed.shares, strict=True)
        },
        digest=seal.digest(sealed),
        made_at=context.now(),
    )


def bid_context(quote: SupplierQuote) -> bytes:
    """This will tie a bid to its quote, so that no bid stands in for another."""
    return f"{quote.rfq_id}:{quote.supplier_id}:{quote.round}:{quote.revision}".encode()


def require_open(rfq: Rfq, *, actor: Actor, asked: str) -> None:
    """This will refuse whoever asks for figures under seal, and write down that they did."""
    if not rfq.is_sealed_now:
        return
    refused = still_sealed(rfq)
    refused.aftermath = lambda: note_try(rfq, actor=actor, asked=asked)
    raise refused


def require_sealed_open(quote: SupplierQuote, *, actor: Actor, asked: str) -> None:
    """This will refuse whoever asks for the figures of one quote under seal, and write it down."""
    if not quote.is_sealed:
        return
    refused = still_sealed(quote.rfq)
    refused.aftermath = lambda: note_try(quote.rfq, actor=actor, asked=f"{asked} {quote.no}")
    raise refused


def still_sealed(rfq: Rfq) -> StillSealed:
    """This will say until when; after the deadline that both openers are waited for."""
    if context.now() >= rfq.deadline:
        return StillSealed(_("报价已密封，须由两位开标人共同开启后才能查看；本次尝试已记录。"))
    return StillSealed(deadline=local(rfq.deadline, rfq.deadline_zone))


@transaction.atomic
def note_try(rfq: Rfq, *, actor: Actor, asked: str) -> None:
    """This will keep in the log that somebody asked for figures under seal."""
    log.emit("supply.rfq.seal_tried", rfq, actor=actor, payload={"asked": asked})


def openings_of(rfq: Rfq) -> list[SealOpening]:
    """This will give the two openers of the present round, with their keys."""
    return list(rfq.openings.filter(round=rfq.round).select_related("key").order_by("pk"))
