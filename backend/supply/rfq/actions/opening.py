"""Opening the seal: two people, after the deadline, each with a passphrase."""

from uuid import UUID

import orjson
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.events import log
from backend.supply.rfq.actions.closing import end
from backend.supply.rfq.actions.keys import bid_context, openings_of, require_open
from backend.supply.rfq.actions.quoting import write_out
from backend.supply.rfq.calc import seal
from backend.supply.rfq.flow import OPEN_TO_QUOTES, QuoteState, State
from backend.supply.rfq.models import OpenedShare, Rfq, SealOpening, SupplierQuote

log.declare(
    "supply.rfq.half_opened",
    "supply.rfq.opened",
    "supply.supplier_quote.opened",
    "supply.supplier_quote.spoilt",
)


class NotOpener(Refusal):
    """Only the two who were named can open."""

    status = 403
    sentence = _("您不是本次询价的开标人。")


class WrongPassphrase(Refusal):
    """The passphrase does not make the key the bids were sealed for."""

    status = 422
    sentence = _("开标口令不正确。")


@documents.verb
def open_seal(rfq_id: UUID, *, actor: Actor, passphrase: str) -> Rfq:
    """This will open the caller's half of every bid that counts; the second half opens them all.

    Raises StillSealed before the deadline (the attempt is written down), NotOpener and
    WrongPassphrase.
    """
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.open_seal_rfq")
    if rfq.kind != Rfq.Kind.SEALED or rfq.opened_at is not None:
        raise NotNow(verbs=documents.verbs_now(rfq, actor), state=documents.state_label(rfq))
    if context.now() < rfq.deadline:
        require_open(rfq, actor=actor, asked="open_seal")
    opening = next((one for one in openings_of(rfq) if one.user_id == actor.user_id), None)
    if opening is None or opening.key is None:
        raise NotOpener
    private = _private(opening, passphrase)
    if rfq.state in OPEN_TO_QUOTES:
        end(rfq, actor=actor)
    if rfq.state != State.CLOSED:
        raise NotNow(verbs=documents.verbs_now(rfq, actor), state=documents.state_label(rfq))
    _open_half(rfq, opening, private, actor=actor)
    if all(one.opened_at is not None for one in openings_of(rfq)):
        return _open_all(rfq, actor=actor)
    return documents.save(rfq, actor=actor, event="supply.rfq.half_opened")


def _private(opening: SealOpening, passphrase: str) -> bytes:
    assert opening.key is not None
    private = seal.private_of(passphrase, bytes(opening.key.salt))
    if seal.public_of(private) != bytes(opening.key.public):
        raise WrongPassphrase(errors={"passphrase": WrongPassphrase.sentence})
    return private


def _open_half(rfq: Rfq, opening: SealOpening, private: bytes, *, actor: Actor) -> None:
    if opening.opened_at is not None:
        raise Malformed(errors={"passphrase": _("您已开启过，等待另一位开标人。")})
    found = []
    for quote in _bids(rfq):
        share = bytes.fromhex(quote.sealed.shares[str(opening.pk)])
        try:
            half = seal.open_share(private, share, context=bid_context(quote))
        except seal.WrongKey:
            _spoil(quote, actor=actor)
            continue
        found.append(OpenedShare(bid=quote.sealed, opening=opening, share=half))
    OpenedShare.objects.bulk_create(found)
    opening.opened_at = context.now()
    opening.save(update_fields=["opened_at"])


def _open_all(rfq: Rfq, *, actor: Actor) -> Rfq:
    """Both halves are there: every bid is read and written out as an open quote."""
    opened = 0
    for quote in _bids(rfq):
        halves = [bytes(one.share) for one in quote.sealed.opened.all()]
        try:
            content = seal.open_body(halves, bytes(quote.sealed.body), context=bid_context(quote))
        except seal.Tampered:
            _spoil(quote, actor=actor)
            continue
        quote.is_sealed = False
        write_out(quote, orjson.loads(content))
        documents.save(quote, actor=actor, event="supply.supplier_quote.opened")
        opened += 1
    rfq.opened_at = context.now()
    return documents.save(rfq, actor=actor, event="supply.rfq.opened", payload={"quotes": opened})


def _spoil(quote: SupplierQuote, *, actor: Actor) -> None:
    """A bid that is not what was sealed counts no more, and that is told."""
    quote.expire()
    documents.save(quote, actor=actor, event="supply.supplier_quote.spoilt")


def _bids(rfq: Rfq) -> list[SupplierQuote]:
    """Drafts, and bids that were taken back or revised, are never opened."""
    rows = rfq.quotes.select_for_update(of=("self",), no_key=True).filter(
        state=QuoteState.SUBMITTED, is_sealed=True
    )
    found = list(rows.select_related("sealed", "rfq").order_by("pk"))
    for quote in found:
        documents.remember(quote)
    return found
