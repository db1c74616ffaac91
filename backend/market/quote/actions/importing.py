"""Bringing a price file in: thousands of rows in seconds, each line accounted for."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.market.calendar import queries as calendars
from backend.market.fx import actions as rates
from backend.market.fx.models import FxRate
from backend.market.instrument.models import Instrument
from backend.market.instrument.queries import is_valid
from backend.market.quote import calc, queries
from backend.market.quote.actions.recording import lock, news
from backend.market.quote.models import Quote, QuoteImport, QuoteImportLine

log.declare("market.quote_import.stored")

Outcome = QuoteImportLine.Outcome
SHOWN = 100
BATCH = 2_000

FAULTS: Mapping[str, StrOrPromise] = {
    calc.Fault.COLUMNS: _("列数与表头不一致"),
    calc.Fault.DAY: _("日期无效"),
    calc.Fault.NUMBER: _("不是有效的价格（不得为负数或文字）"),
    calc.Fault.PLACES: _("价格位数过多"),
    calc.Fault.ORDER: _("最低价高于最高价"),
    calc.Fault.TWICE: _("同一品种同一天出现两个不同的价格"),
    calc.Fault.NO_RATE: _("汇率缺失"),
}


class NotAPriceFile(Malformed):
    """The file has none of the known shapes."""

    sentence = _("无法识别的行情文件：需要 date、instrument 与价格列，或 date、pair、rate 列。")


class BrokenRows(Refusal):
    """Some lines cannot be taken, and nobody asked to keep the good ones."""

    status: ClassVar[int] = 422
    sentence = _("有 {count} 行不能导入，未写入任何数据；如需保留正确的行，请选择“保留正确行”。")


@dataclass(slots=True)
class _Plan:
    """What a file will do."""

    lines: list[QuoteImportLine] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    corrections: list[tuple[Quote, Quote]] = field(default_factory=list)

    def note(
        self, line: int, outcome: Outcome, code: str, day: date | None, detail: StrOrPromise = ""
    ) -> None:
        """Account for a line."""
        self.lines.append(
            QuoteImportLine(line=line, outcome=outcome, code=code[:32], day=day, detail=str(detail))
        )


@documents.verb
def import_csv(
    *,
    actor: Actor,
    on: date,
    text: str,
    file_name: str,
    source: str,
    keep_good: bool = False,
    id: UUID | None = None,
) -> QuoteImport:
    """This will store the prices or rates of a file and account for each of its lines.

    A price of 0 is stored as missing; a changed one becomes a corrected version; what is known
    stays. Raises NotAPriceFile for other columns, and BrokenRows (naming the lines, nothing
    stored) unless `keep_good` asks for the good ones.
    """
    policy.require(actor, "market.create_quote_import")
    try:
        given = calc.read(text)
    except calc.NotPrices:
        raise NotAPriceFile(errors={"text": NotAPriceFile.sentence}) from None
    except calc.TooLong:
        raise Malformed(errors={"text": _("一次最多导入 100000 行")}) from None
    plan = _Plan()
    good = _sift(given, plan)
    if plan.lines and not keep_good:
        shown = {f"line {row.line}": row.detail for row in plan.lines[:SHOWN]}
        raise BrokenRows(errors=shown, count=len(plan.lines))
    done = QuoteImport(file_name=file_name, shape=given.shape, source=source)
    if id is not None:
        done.id = id
    if given.shape == calc.Shape.RATES:
        _bring_rates(good, plan, actor=actor, source=source)
    else:
        _bring_quotes(good, plan, done, actor=actor)
    _count(done, plan, [row.day for row in good])
    done.no = numbering.next_number("HQ", on=on)
    instruments = sorted({str(quote.instrument_id) for quote in plan.quotes})
    documents.add(
        done,
        actor=actor,
        event="market.quote_import.stored",
        permission="market.create_quote_import",
        payload={"instrument_ids": instruments},
    )
    _write(done, plan, actor=actor)
    return done


def _write(done: QuoteImport, plan: _Plan, *, actor: Actor) -> None:
    for line in plan.lines:
        line.quote_import = done
    QuoteImportLine.objects.bulk_create(plan.lines, batch_size=BATCH)
    Quote.objects.bulk_create(plan.quotes, batch_size=BATCH)
    for quote, before in plan.corrections:
        log.emit("market.quote.corrected", quote, actor=actor, payload=news(quote, before))


def _count(done: QuoteImport, plan: _Plan, days: list[date]) -> None:
    for outcome in Outcome:
        setattr(done, outcome, sum(row.outcome == outcome for row in plan.lines))
    done.first_day, done.last_day = min(days, default=None), max(days, default=None)


def _sift(given: calc.PriceFile, plan: _Plan) -> list[calc.Row]:
    """Put aside the lines that cannot be stored, each with its reason."""
    for broken in given.broken:
        where = f"{broken.column}: " if broken.column else ""
        plan.note(
            broken.line, Outcome.REJECTED, broken.code, None, f"{where}{FAULTS[broken.fault]}"
        )
    if given.shape == calc.Shape.RATES:
        wrong = {row.line for row in given.rows if not _is_pair(row.code)}
        for row in given.rows:
            if row.line in wrong:
                plan.note(row.line, Outcome.REJECTED, row.code, row.day, _("货币对应为 USD/CNY"))
        return [row for row in given.rows if row.line not in wrong]
    known = {
        row.code: row for row in Instrument.objects.filter(code__in={r.code for r in given.rows})
    }
    closed = _closed(given.rows, known)
    good = []
    for row in given.rows:
        fault = _fault(row, known.get(row.code), closed)
        if fault:
            plan.note(row.line, Outcome.REJECTED, row.code, row.day, fault)
        else:
            good.append(row)
    return good


def _is_pair(code: str) -> bool:
    first, slash, second = code.partition("/")
    return slash == "/" and all(
        len(part) == 3 and part.isascii() and part.isalpha() for part in (first, second)
    )


def _closed(rows: list[calc.Row], known: Mapping[str, Instrument]) -> dict[str, set[date]]:
    if not rows:
        return {}
    first, last = min(row.day for row in rows), max(row.day for row in rows)
    return {
        code: calendars.closed_on(code, first, last)
        for code in {instrument.calendar for instrument in known.values()}
    }


def _fault(
    row: calc.Row, instrument: Instrument | None, closed: Mapping[str, set[date]]
) -> StrOrPromise:
    if instrument is None:
        return _("没有这个品种")
    if not is_valid(instrument, row.day):
        return _("该日不在品种有效期内")
    if row.day in closed[instrument.calendar]:
        return _("该日休市")
    unknown = [kind for kind in row.prices if kind not in instrument.quote_kinds]
    if unknown:
        return _("该品种没有这种报价：{kinds}").format(kinds=", ".join(unknown))
    return ""


def _bring_rates(good: list[calc.Row], plan: _Plan, *, actor: Actor, source: str) -> None:
    wanted = [rates.Rate(row.code, row.day, row.prices["rate"] or Decimal(0)) for row in good]
    if not wanted:
        return
    kind = FxRate.Kind.MARKET.value
    outcomes = rates.store(wanted, actor=actor, kind=kind, source=source)
    for row in good:
        outcome = outcomes.pop((row.code, row.day), Outcome.UNCHANGED)
        plan.note(row.line, Outcome(outcome), row.code, row.day)


Key = tuple[UUID, str, date]


def _bring_quotes(good: list[calc.Row], plan: _Plan, done: QuoteImport, *, actor: Actor) -> None:
    """Lock the series, look at every version known of the span, and plan what is new."""
    if not good:
        return
    codes = {row.code for row in good}
    ids = Instrument.objects.filter(code__in=codes).values_list("pk", flat=True)
    by_code = {row.code: row for row in lock(ids).values()}
    known: dict[Key, list[Quote]] = defaultdict(list)
    first, last = min(row.day for row in good), max(row.day for row in good)
    for quote in queries.history([i.pk for i in by_code.values()], first=first, last=last):
        known[quote.instrument_id, quote.kind, quote.trade_date].append(quote)
    moment = timezone.now()
    for row in good:
        instrument = by_code[row.code]
        judged = [
            (
                kind,
                _plan_one(
                    plan, done, instrument, row, kind, known=known, actor=actor, moment=moment
                ),
            )
            for kind in row.prices
        ]
        outcome, detail = _outcome(row, judged)
        plan.note(row.line, outcome, row.code, row.day, detail)


def _plan_one(
    plan: _Plan,
    done: QuoteImport,
    instrument: Instrument,
    row: calc.Row,
    kind: str,
    *,
    known: dict[Key, list[Quote]],
    actor: Actor,
    moment: datetime,
) -> calc.Judgement:
    versions = known[instrument.pk, kind, row.day]
    value = row.prices[kind]
    judgement = calc.judge([quote.value for quote in versions], value)
    if judgement in (calc.Judgement.SAME, calc.Judgement.KEPT):
        return judgement
    status = Quote.Status.OFFICIAL
    if value is None:
        status = Quote.Status.MISSING
    elif versions:
        status = Quote.Status.CORRECTED
    quote = Quote(
        instrument=instrument,
        kind=kind,
        trade_date=row.day,
        version=versions[-1].version + 1 if versions else 1,
        value=value,
        status=status,
        source=done.source,
        quote_import=done,
        entered_by_id=actor.user_id,
        recorded_at=moment,
    )
    plan.quotes.append(quote)
    if versions:
        plan.corrections.append((quote, versions[-1]))
    versions.append(quote)
    return judgement


def _outcome(
    row: calc.Row, judged: list[tuple[str, calc.Judgement]]
) -> tuple[Outcome, StrOrPromise]:
    by: dict[Any, list[str]] = defaultdict(list)
    for kind, judgement in judged:
        by[judgement].append(kind)
    gaps = [kind for kind in by[calc.Judgement.NEW] if row.prices[kind] is None]
    if gaps:
        return Outcome.MISSING, _("缺价：{kinds}").format(kinds=", ".join(gaps))
    if by[calc.Judgement.CORRECTION]:
        kinds = ", ".join(by[calc.Judgement.CORRECTION])
        return Outcome.CORRECTED, _("更正：{kinds}").format(kinds=kinds)
    if by[calc.Judgement.NEW]:
        return Outcome.STORED, ""
    if by[calc.Judgement.KEPT]:
        kinds = ", ".join(by[calc.Judgement.KEPT])
        return Outcome.UNCHANGED, _("保留已有价格：{kinds}").format(kinds=kinds)
    return Outcome.UNCHANGED, ""
