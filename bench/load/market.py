"""A copper series with its calendar, and the goods: products, a depot, lots, what they cost."""

import random
from datetime import date, timedelta
from decimal import Decimal

from backend.goods.cost.models import CostLayer, CostPool
from backend.goods.product.models import Product
from backend.goods.stock.models import Balance, Lot, StockMove
from backend.goods.warehouse.models import Warehouse
from backend.market.calendar.models import TradingDay
from backend.market.instrument.models import Instrument
from backend.market.quote.models import Quote
from bench.load.rows import HOT, LEFT, NOW, PLENTY, PRODUCTS, SCARCE, START, filed, key, seller_id


def fill() -> None:
    """This will make SHFE.CU with a calendar and a price of every day of a year."""
    copper = filed(
        Instrument(
            code="SHFE.CU",
            name="沪铜连续",
            market="SHFE",
            metal="cu",
            form=Instrument.Form.CONTINUOUS,
            tax_basis=Instrument.TaxBasis.INCLUSIVE,
            currency="CNY",
            calendar="SHFE",
            quote_kinds=["settle"],
        )
    )
    copper.save(force_insert=True)
    dice = random.Random(1)
    day, price = date(2025, 6, 1), Decimal(78_000)
    days, quotes = [], []
    while day <= date(2026, 8, 31):
        is_open = day.weekday() < 5
        kind = TradingDay.Kind.NORMAL if is_open else TradingDay.Kind.WEEKEND
        days.append(TradingDay(code="SHFE", day=day, kind=kind, is_open=is_open))
        if is_open:
            price += 10 * dice.randint(-80, 82)
            quotes.append(
                Quote(
                    instrument=copper,
                    kind=Quote.Kind.SETTLE,
                    trade_date=day,
                    value=price,
                    version=1,
                    status=Quote.Status.OFFICIAL,
                    source="bench",
                    recorded_at=NOW,
                )
            )
        day += timedelta(days=1)
    TradingDay.objects.bulk_create(days)
    Quote.objects.bulk_create(quotes)


def goods() -> None:
    """This will make products and, of the first of them, a lot each with ledger and cost."""
    depot = filed(Warehouse(code="WX1", name="无锡一号库", name_pinyin="wu xi"))
    depot.save(force_insert=True)
    products = [
        filed(
            Product(
                id=key(1, n),
                code=f"P{n:04d}",
                name="阴极铜",
                name_pinyin="yin ji tong",
                category=Product.Category.CATHODE,
                metal=Product.Metal.COPPER,
                grade=f"Cu-CATH-{n}",
                spec="标准",
                created_at=START,
                updated_at=START,
            )
        )
        for n in range(PRODUCTS)
    ]
    Product.objects.bulk_create(products)
    for n, product in enumerate(products):
        is_scarce = HOT <= n < HOT + SCARCE
        _stock(n, product, depot, tonnes=Decimal(LEFT) if is_scarce else PLENTY)


def _stock(n: int, product: Product, depot: Warehouse, *, tonnes: Decimal) -> None:
    place = {"warehouse": depot, "owner_party_id": seller_id(), "product": product}
    lot = filed(
        Lot(
            no=f"L{n:04d}",
            product=product,
            owner_party_id=seller_id(),
            brand="贵冶",
            received_at=START,
            actual=tonnes,
        )
    )
    lot.save(force_insert=True)
    Balance.objects.create(lot=lot, received_at=START, actual=tonnes, **place)
    StockMove.objects.create(
        at=START,
        kind=StockMove.Kind.RECEIPT,
        lot=lot,
        actual=tonnes,
        source_code="goods.lot",
        source_id=lot.pk,
        **place,
    )
    value = tonnes * 70_000
    pool = CostPool.objects.create(costing="fifo", quantity=tonnes, value=value, **place)
    CostLayer.objects.create(
        pool=pool,
        lot=lot,
        received_at=START,
        quantity=tonnes,
        value=value,
        remaining=tonnes,
        remaining_value=value,
    )
