"""What the papers of a period say about a supplier, and which card counts."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Min, Sum
from django.utils import timezone

from backend.core.invariants import invariant
from backend.market.instrument.models import Instrument
from backend.market.quote import queries as quotes
from backend.supply.purchase import queries as purchases
from backend.supply.purchase.flow import State as PurchaseState
from backend.supply.purchase.models import PurchaseLine
from backend.supply.receiving.flow import ReceiptState
from backend.supply.receiving.models import GoodsReceiptLine
from backend.supply.rfq.models import Invitation, SupplierQuote
from backend.supply.standing.calc import Measure
from backend.supply.standing.flow import State
from backend.supply.standing.models import Criterion, ScoreCard, ScoreScheme
from backend.supply.supplier.models import Supplier

ZERO = Decimal(0)
UNBOUND = (
    PurchaseState.DRAFT,
    PurchaseState.IN_APPROVAL,
    PurchaseState.APPROVED,
    PurchaseState.CANCELLED,
)
ENDED = (PurchaseState.RECEIVED, PurchaseState.CLOSED, PurchaseState.SHORT_CLOSED)
HOUR = Decimal(3600)


def measure(supplier: Supplier, *, first: date, last: date, market: str) -> dict[str, Measure]:
    """This will count every criterion over the papers of a period, both days included."""
    on_time, quantity = _deliveries(supplier, first, last)
    scale, reject = _goods(supplier, first, last)
    return {
        Criterion.ON_TIME: on_time,
        Criterion.QUANTITY: quantity,
        Criterion.SCALE: scale,
        Criterion.REJECT: reject,
        Criterion.PRICE: _prices(supplier, first, last, market),
        Criterion.RESPONSE: _responses(supplier, first, last),
    }


def _deliveries(supplier: Supplier, first: date, last: date) -> tuple[Measure, Measure]:
    """Lines due in the period: tonnes there by the day, and tonnes as agreed once it ended.

    What falls inside the band of a line is what was agreed.
    """
    lines = PurchaseLine.objects.filter(
        purchase__party_id=supplier.party_id, purchase__delivery_until__range=(first, last)
    ).exclude(purchase__state__in=UNBOUND)
    timely, exact = Measure(), Measure()
    for line in lines.select_related("purchase").order_by("id"):
        due = line.purchase.delivery_until
        came = _came(line, by=due)
        timely = _more(timely, min(line.quantity, _agreed(line, came)), line.quantity)
        if line.is_received or line.purchase.state in ENDED:
            off = abs(_agreed(line, _came(line, by=None)) - line.quantity)
            exact = _more(exact, max(ZERO, line.quantity - off), line.quantity)
    return timely, exact


def _came(line: PurchaseLine, *, by: date | None) -> Decimal:
    rows = GoodsReceiptLine.objects.filter(purchase_line=line, receipt__state=ReceiptState.POSTED)
    if by is not None:
        rows = rows.filter(receipt__received_on__lte=by)
    return rows.aggregate(total=Sum("accepted"))["total"] or ZERO


def _agreed(line: PurchaseLine, came: Decimal) -> Decimal:
    band = purchases.delivery_band(line)
    return line.quantity if band.min <= came <= band.max else came


def _more(measured: Measure, top: Decimal, bottom: Decimal) -> Measure:
    return Measure(measured.samples + 1, measured.top + top, measured.bottom + bottom)


def _goods(supplier: Supplier, first: date, last: date) -> tuple[Measure, Measure]:
    """Goods that came in the period: their weight against ours, and what the gate refused."""
    lines = GoodsReceiptLine.objects.filter(
        receipt__party_id=supplier.party_id,
        receipt__received_on__range=(first, last),
        purchase_line__isnull=False,
        net__isnull=False,
        accepted__isnull=False,
    ).exclude(receipt__state=ReceiptState.VOID)
    scale, reject = Measure(), Measure()
    for theirs, net, refused in lines.values_list("their_weight", "net", "rejected"):
        assert net is not None  # by the filter
        if theirs:
            scale = _more(scale, abs(theirs - net), theirs)
        reject = _more(reject, refused, net)
    return scale, reject


def _prices(supplier: Supplier, first: date, last: date, market: str) -> Measure:
    """Lines agreed in the period against the market of the day, weighed by their worth."""
    lines = PurchaseLine.objects.filter(
        purchase__party_id=supplier.party_id, purchase__made_on__range=(first, last)
    ).exclude(purchase__state__in=UNBOUND)
    found, known = Measure(), dict[tuple[str, date], Decimal | None]()
    for line in lines.select_related("purchase", "product", "instrument").order_by("id"):
        key = (line.product.metal, line.purchase.made_on)
        if key not in known:
            known[key] = _benchmark(*key, market)
        benchmark = known[key]
        if benchmark is None:
            continue
        above = _above(line, benchmark)
        found = _more(found, line.quantity * above, line.quantity * benchmark)
    return found


def _benchmark(metal: str, on: date, market: str) -> Decimal | None:
    rows = Instrument.objects.filter(
        metal__iexact=metal,
        market=market,
        currency="CNY",
        tax_basis=Instrument.TaxBasis.INCLUSIVE,
        form__in=[Instrument.Form.CONTINUOUS, Instrument.Form.SPOT],
    )
    instrument = rows.order_by("form", "code").first()
    if instrument is None:
        return None
    kind = "settle" if "settle" in instrument.quote_kinds else instrument.quote_kinds[0]
    found = quotes.last_before(instrument.pk, on + timedelta(days=1), kind=kind)
    return None if found is None else found.value


def _above(line: PurchaseLine, benchmark: Decimal) -> Decimal:
    """What a tonne costs above the market: a fixed price against it, a premium by itself."""
    if line.fixed_price is None:
        return line.premium * line.purchase.fx_rate
    return line.fixed_price * line.purchase.fx_rate - benchmark


def _responses(supplier: Supplier, first: date, last: date) -> Measure:
    """Hours from the invitation to the first quote; no answer counts until the deadline."""
    begin = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    rows = Invitation.objects.filter(
        supplier=supplier, invited_at__gte=begin, invited_at__lt=end
    ).exclude(state=Invitation.State.DECLINED)
    quoted = dict(
        SupplierQuote.objects.filter(
            supplier=supplier, rfq__in=rows.values("rfq_id"), submitted_at__isnull=False
        )
        .values_list("rfq_id")
        .annotate(at=Min("submitted_at"))
    )
    found = Measure()
    for row in rows.select_related("rfq").order_by("id"):
        at = quoted.get(row.rfq_id, row.rfq.deadline)
        if row.rfq_id not in quoted and row.rfq.deadline > end:
            continue
        assert row.invited_at is not None  # by the filter
        seconds = Decimal(int((at - row.invited_at).total_seconds()))
        found = _more(found, max(ZERO, seconds / HOUR), Decimal(1))
    return found


def scheme_in_use() -> ScoreScheme | None:
    """This will give the scheme that counts."""
    return ScoreScheme.objects.filter(is_active=True).first()


def counting(supplier_id: UUID) -> ScoreCard | None:
    """This will give the published card of the latest period of a supplier."""
    rows = ScoreCard.objects.filter(supplier_id=supplier_id, state=State.PUBLISHED)
    return rows.order_by("-period_to", "-published_on", "-id").first()


@invariant("supply.standing.band_is_of_the_latest_card")
def band_is_of_the_latest() -> list[str]:
    """This will name suppliers whose band is not that of their latest published card."""
    faults = []
    rows = Supplier.objects.select_related("party").order_by("id")
    latest: dict[object, ScoreCard] = {}
    cards = ScoreCard.objects.filter(state=State.PUBLISHED)
    for card in cards.order_by("period_to", "published_on", "id"):
        latest[card.supplier_id] = card
    for supplier in rows.filter(score__isnull=False) | rows.filter(pk__in=list(latest)):
        held = latest.get(supplier.pk)
        told = ("", None) if held is None else (held.band, held.score)
        if told != (supplier.band, supplier.score):
            faults.append(f"供应商 {supplier.no} 的评级与最近一期评分不符")
    return faults[:100]
