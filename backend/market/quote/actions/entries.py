"""Prices typed by hand, and the second person that a far one needs."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.market.instrument.models import Instrument
from backend.market.quote import queries
from backend.market.quote.actions import recording
from backend.market.quote.calc import is_clean, is_far, read_day, read_number
from backend.market.quote.flow import State
from backend.market.quote.models import QuoteEntry

log.declare(
    "market.quote_entry.entered",
    "market.quote_entry.confirmed",
    "market.quote_entry.rejected",
)

MAX_CELLS = 2_000


class SecondPersonNeeded(Refusal):
    """The one who typed the price may not confirm it."""

    sentence = _("该价格偏离前值超过 5%，须由另一位用户复核。")


class WaitsAlready(Refusal):
    """Another price of that day waits for its second person."""

    sentence = _("该品种该日已有一个待复核的价格，请先处理。")


documents.explains("market_quoteentry_pending_once", WaitsAlready())
documents.explains("market_quoteentry_two_people", SecondPersonNeeded())


@documents.verb
def enter(
    *,
    actor: Actor,
    id: UUID | None,
    instrument_id: UUID,
    kind: str,
    trade_date: date,
    value: Decimal,
    source: str,
    note: str,
) -> QuoteEntry:
    """This will take a typed price: near the one before it counts, far off it waits.

    Far is more than 5 % off what the day has already, or else off the last price before it.
    """
    return _enter(
        actor=actor,
        id=id,
        instrument_id=instrument_id,
        kind=kind,
        trade_date=trade_date,
        value=value,
        source=source,
        note=note,
    )


def _enter(
    *,
    actor: Actor,
    id: UUID | None,
    instrument_id: UUID,
    kind: str,
    trade_date: date,
    value: Decimal,
    source: str,
    note: str,
) -> QuoteEntry:
    policy.require(actor, "market.create_quote_entry")
    found = documents.refer(Instrument, instrument_id, actor=actor, field="instrument_id")
    assert found is not None  # an id was given
    instrument = recording.lock([instrument_id])[instrument_id]
    recording.require_day(instrument, kind=kind, day=trade_date)
    same_day = QuoteEntry.objects.filter(instrument=instrument, kind=kind, trade_date=trade_date)
    if same_day.filter(state=State.PENDING).exists():
        raise WaitsAlready
    present = queries.settle(instrument_id, trade_date, kind=kind)
    before = present or queries.last_before(instrument_id, trade_date, kind=kind)
    previous = None if before is None else before.value
    entry = QuoteEntry(
        instrument=instrument,
        kind=kind,
        trade_date=trade_date,
        value=value,
        previous=previous,
        source=source,
        note=note,
    )
    if id is not None:
        entry.id = id
    if not is_far(value, previous=previous):
        _book(entry, actor=actor, entered_by_id=actor.user_id)
    return documents.add(
        entry,
        actor=actor,
        event="market.quote_entry.entered",
        permission="market.create_quote_entry",
    )


@documents.verb
def confirm(quote_entry_id: UUID, *, actor: Actor) -> QuoteEntry:
    """This will let a far price count; another person than the one who typed it must do so."""
    entry = documents.lock(
        QuoteEntry, quote_entry_id, actor=actor, permission="market.confirm_quote_entry"
    )
    if entry.created_by_id == actor.user_id:
        raise SecondPersonNeeded
    entry.confirmed_by_id = actor.user_id
    _book(entry, actor=actor, entered_by_id=entry.created_by_id)
    return documents.save(entry, actor=actor, event="market.quote_entry.confirmed")


@documents.verb
def reject(quote_entry_id: UUID, *, actor: Actor, reason: str) -> QuoteEntry:
    """This will throw a waiting price away."""
    entry = documents.lock(
        QuoteEntry, quote_entry_id, actor=actor, permission="market.reject_quote_entry"
    )
    entry.reject()
    return documents.save(entry, actor=actor, event="market.quote_entry.rejected", reason=reason)


def _book(entry: QuoteEntry, *, actor: Actor, entered_by_id: int | None) -> None:
    entry.confirm()
    entry.quote = recording.add_version(
        actor=actor,
        instrument_id=entry.instrument_id,
        kind=entry.kind,
        trade_date=entry.trade_date,
        value=entry.value,
        source=entry.source,
        note=entry.note,
        entered_by_id=entered_by_id,
        confirmed_by_id=entry.confirmed_by_id,
    )


@documents.verb
def paste(*, actor: Actor, kind: str, text: str, source: str, note: str) -> list[QuoteEntry]:
    """This will take a grid copied from a spreadsheet: codes across, days down, prices within.

    Every cell is an entry; an empty one, or one that says what the day has, is passed over. One
    wrong cell refuses the whole grid and is named, `E3` as in the spreadsheet.
    """
    policy.require(actor, "market.create_quote_entry")
    rows = [line.split("\t") for line in text.splitlines() if line.strip()]
    if len(rows) < 2 or not is_clean(text):
        raise Malformed(errors={"text": _("第一行应为品种代码，其后每行为日期和价格")})
    cells, errors = _cells(rows)
    if len(cells) > MAX_CELLS:
        raise Malformed(errors={"text": _("一次最多粘贴 2000 个价格")})
    made = []
    for where, instrument, day, value in cells:
        present = queries.settle(instrument.pk, day, kind=kind)
        if present is not None and present.value == value:
            continue
        try:
            made.append(
                _enter(
                    actor=actor,
                    id=None,
                    instrument_id=instrument.pk,
                    kind=kind,
                    trade_date=day,
                    value=value,
                    source=source,
                    note=note,
                )
            )
        except (Malformed, WaitsAlready) as wrong:
            errors[where] = next(iter(wrong.errors.values()), str(wrong))
    if errors:
        raise Malformed(errors=errors)
    return made


Cell = tuple[str, Instrument, date, Decimal]


def _cells(rows: list[list[str]]) -> tuple[list[Cell], dict[str, StrOrPromise]]:
    codes = [cell.strip().upper() for cell in rows[0]][1:]
    known = {row.code: row for row in Instrument.objects.filter(code__in=codes)}
    errors: dict[str, StrOrPromise] = {
        f"{_letter(at)}1": _("没有这个品种")
        for at, code in enumerate(codes, 1)
        if code not in known
    }
    found: list[Cell] = []
    for number, row in enumerate(rows[1:], 2):
        day = read_day(row[0])
        if day is None:
            errors[f"A{number}"] = _("日期格式应为 2026-07-01")
            continue
        for at, text in enumerate(row[1:], 1):
            where = f"{_letter(at)}{number}"
            value = read_number(text)
            if not text.strip():
                continue
            if at > len(codes) or value is None or not _fits(value):
                errors[where] = _("请填写大于 0、小数不超过 4 位的价格")
            elif codes[at - 1] in known:
                found.append((where, known[codes[at - 1]], day, value))
    return sorted(found, key=lambda cell: (cell[1].pk, cell[2])), errors


def _fits(value: Decimal) -> bool:
    exponent = value.normalize().as_tuple().exponent
    return value > 0 and isinstance(exponent, int) and exponent >= -4


def _letter(at: int) -> str:
    """Name a column as a spreadsheet does."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name
