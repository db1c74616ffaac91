"""People and companies the stories of the sale share."""

from typing import Any

from backend.core.access.models import Mode, Scope
from tests.house_kit import Door, door_for, person, unit

CABLE = {
    "name": "江苏远东电缆有限公司",
    "short_name": "远东电缆",
    "province": "江苏",
    "city": "宜兴",
}

VERBS = {
    "core.party": ["view", "create", "change"],
    "crm.customer": ["view", "create", "change", "develop", "rest", "lose", "revive"],
    "crm.contact": ["view", "create", "change"],
    "crm.lead": ["view", "create", "change", "start", "nurture", "qualify", "convert"],
    "crm.pipeline": ["view"],
    "crm.opportunity": ["view", "create", "change", "move", "win", "lose", "reopen"],
    "crm.followup": ["view", "create", "change", "complete"],
    "crm.quote": ["view", "create", "change", "submit", "send", "accept", "reject", "revise"],
    "goods.product": ["view"],
    "market.instrument": ["view"],
}
EVERYTHING = [
    f"{code.split('.')[0]}.{verb}_{code.split('.')[1]}"
    for code, verbs in VERBS.items()
    for verb in verbs
] + ["crm.invalidate_lead", "crm.mark_duplicate_lead"]

PHONES = {
    ("core.party", "phone"): Mode.WRITE,
    ("crm.customer", "phone"): Mode.WRITE,
    ("crm.customer", "contacts.phone"): Mode.WRITE,
    ("crm.customer", "invoice_phone"): Mode.WRITE,
    ("crm.contact", "phone"): Mode.WRITE,
    ("crm.contact", "email"): Mode.WRITE,
    ("crm.lead", "contact_phone"): Mode.WRITE,
    ("crm.lead", "contact_email"): Mode.WRITE,
}


def seller(name: str, team: str, *, scope: int = Scope.TEAM, **extra: int) -> Door:
    """Make a salesperson who may do everything a salesperson does, in one scope."""
    grants = {**dict.fromkeys(EVERYTHING, scope), **extra}
    return door_for(person(name, team=unit(team), grants=grants, fields=PHONES))


def masked(name: str, team: str) -> Door:
    """Make somebody of the team who sees phones only masked."""
    fields = dict.fromkeys(PHONES, Mode.MASKED)
    grants = dict.fromkeys(EVERYTHING, Scope.TEAM)
    return door_for(person(name, team=unit(team), grants=grants, fields=fields))


def customer_body(**changes: Any) -> dict[str, Any]:
    """Give the body that makes a new company a customer."""
    return {"on": "2026-07-01", "party": CABLE, "level": "A", **changes}


def a_customer(door: Door, **changes: Any) -> dict[str, Any]:
    """Make a customer."""
    return door.do("/crm/customers", customer_body(**changes))
