"""What a customer hears from its company."""

from backend.core.events import log
from backend.core.events.models import Event
from backend.core.merging import rules
from backend.crm.customer import actions
from backend.crm.customer.flow import State
from backend.crm.customer.models import Customer, Requirement

STANDING = (State.ACTIVE, State.DEVELOPING, State.DORMANT, State.PROSPECT, State.LOST)
"""Whose stage stays when two customers become one: the one who is further."""
TEXTS = (
    "segment", "source", "price_tier", "payment_terms", "invoice_title", "invoice_tax_no",
    "invoice_bank", "invoice_account", "invoice_address", "invoice_phone", "note",
)  # fmt: skip


@log.on("core.party.changed")
def follow_the_name(event: Event) -> None:
    """This will keep a customer found by its company's present name and phone."""
    actions.follow_party(event.document_id)


rules.reseat(Requirement, "seq")


@rules.unite(Customer)
def one_customer(kept: Customer, gone: Customer) -> None:
    """This will let a customer take over what the other one knew: texts, the deals of both.

    The stage is written past the flow: nobody moved it, two histories became one. Whose it is
    follows the company: one that somebody cares for is nobody's no longer.
    """
    if gone.owner_id not in (None, kept.owner_id) and kept.party.owner_id in (gone.owner_id, None):
        kept.owner_id, kept.unit_id = gone.owner_id, gone.unit_id
        kept.collected_at = gone.collected_at
    for name in TEXTS:
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    kept.level = min(kept.level, gone.level)
    if STANDING.index(State(gone.state)) < STANDING.index(State(kept.state)):
        kept.__dict__["state"] = gone.state
    kept.lost_reason = kept.lost_reason if kept.state == State.LOST else ""
    firsts = [day for day in (kept.first_deal_on, gone.first_deal_on) if day is not None]
    lasts = [day for day in (kept.last_deal_on, gone.last_deal_on) if day is not None]
    contacts = [at for at in (kept.last_contact_at, gone.last_contact_at) if at is not None]
    kept.first_deal_on, kept.last_deal_on = min(firsts, default=None), max(lasts, default=None)
    kept.last_contact_at = max(contacts, default=None)
