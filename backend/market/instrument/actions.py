"""What people do with an instrument."""

import json
from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.market.instrument.models import Instrument

log.declare("market.instrument.created", "market.instrument.changed")

FIXTURE = "fixtures/market/instruments.json"


class CodeTaken(Duplicate):
    """Another instrument has this code."""

    sentence = _("该品种代码已存在。")


class WrongValidity(Malformed):
    """The validity ends before it begins."""

    sentence = _("失效日不能早于生效日。")


documents.explains("market_instrument_code", CodeTaken())
documents.explains(
    "market_instrument_valid_in_order",
    WrongValidity(errors={"valid_to": WrongValidity.sentence}),
)


@documents.verb
def create(*, actor: Actor, id: UUID | None, **facts: Any) -> Instrument:
    """This will put a series of prices on file."""
    instrument = Instrument(**facts)
    if id is not None:
        instrument.id = id
    return documents.add(
        instrument,
        actor=actor,
        event="market.instrument.created",
        permission="market.create_instrument",
    )


@documents.verb
def change(instrument_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Instrument:
    """This will correct facts of an instrument; its code stays."""
    instrument = documents.lock(
        Instrument, instrument_id, actor=actor, permission="market.change_instrument"
    )
    for name, value in changes.items():
        setattr(instrument, name, value)
    return documents.save(instrument, actor=actor, event="market.instrument.changed")


def load_fixture(*, actor: Actor, codes: Collection[str] = ()) -> int:
    """This will add the instruments Heng ships with that are not on file; all, or those named."""
    given = json.loads((settings.ROOT / FIXTURE).read_text(encoding="utf-8"))
    known = set(Instrument.objects.values_list("code", flat=True))
    wanted = [row for row in given if row["code"] not in known]
    wanted = [row for row in wanted if not codes or row["code"] in codes]
    for row in wanted:
        sizes = {name: row[name] and Decimal(row[name]) for name in ("lot_size", "tick")}
        create(actor=actor, id=None, **{**row, **sizes})
    return len(wanted)
