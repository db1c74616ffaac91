"""Runners of the vectors about position (b) and exchange contracts (x)."""

from backend.core import money
from backend.market.pricing.calc import exchange, position
from backend.market.pricing.calc.margin import Side
from backend.market.pricing.calc.position import Holding
from tests.market.pricing.vectors import D, runs


@runs("B-04")
def marked_to_market(given, want):
    kinds = {
        "purchase_priced": Holding.PURCHASE,
        "sale_priced": Holding.SALE,
        "inventory": Holding.STOCK,
    }
    legs = {
        kinds[kind]: position.mark(kinds[kind], quantity, price=price, mark=given["mark"])
        for kind, quantity, price in given["legs"]
    }
    paper = given["futures"]
    assert paper["side"] == "short"
    futures = position.futures(
        Side.SALE,
        lots=int(paper["lots"]),
        size=paper["size"],
        opened=paper["open"],
        now=paper["settle"],
    )
    physical = money.total(legs.values())

    assert legs[Holding.PURCHASE] == want["purchase"]
    assert legs[Holding.SALE] == want["sale"]
    assert legs[Holding.STOCK] == want["stock"]
    assert futures == want["futures"]
    assert physical + futures == want["total"]
    assert money.vat_split(physical, D("0.13")).excl == want["physical_excl_vat"]
    economic = position.economic(physical, futures=futures, vat=D("0.13"))
    assert economic == want["total_economic"]


@runs("B-05")
def hedged_in_lots(given, want):
    full = position.hedge(given["exposure"], size=given["lot_size"])
    taxed = position.hedge(given["exposure"], size=given["lot_size"], vat=given["vat"])
    rise = position.mark(Holding.STOCK, given["exposure"], price=D(0), mark=D(1000))
    paper = position.futures(
        Side.SALE, lots=taxed.lots, size=given["lot_size"], opened=D(0), now=D(1000)
    )

    assert full.lots == want["lots_full"]
    assert taxed.lots == want["lots_tax_adjusted"]
    assert taxed.residual == want["residual_tonnes_after_tax_adjusted"]
    spot = money.vat_split(rise, given["vat"]).excl
    assert want["pnl_check_1000_up"] == {"spot_excl_tax": spot, "futures": paper}


@runs("B-06")
def counts_as_hedged(given, want):
    low, high = position.hedge_band(
        given["contract"],
        tolerance_percent=given["more_or_less_pct"],
        hedge_percent=given["hedge_ratio_pct"],
    )

    assert (low, high) == (want["min"], want["max"])
    found = [
        position.is_hedged(
            hedged,
            agreed=given["contract"],
            tolerance_percent=given["more_or_less_pct"],
            hedge_percent=given["hedge_ratio_pct"],
        )
        for hedged in given["hedged"]
    ]
    assert found == want["flag"]


@runs("B-07")
def near_the_limit(given, want):
    found = [position.utilisation(net, limit=given["limit"]) for net in given["nets"]]

    assert [use.ratio for use in found] == want["util"]
    assert [use.state for use in found] == want["state"]


@runs("B-08")
def value_at_risk(given, want):
    def risk(days):
        return position.value_at_risk(
            given["net"], mark=given["mark"], sigma=given["sigma_daily"], z=given["z"], days=days
        )

    assert (risk(1), risk(5)) == (want["var_1d"], want["var_5d"])


@runs("B-09")
def futures_closed_out(given, want):
    assert given["side"] == "short"
    lots, size = int(given["lots"]), given["size"]

    pnl = position.futures(
        Side.SALE, lots=lots, size=size, opened=given["open"], now=given["close"]
    )
    asked = position.futures_margin(
        lots=lots, size=size, settle=given["settle"], rate=given["rate"]
    )

    assert (pnl, asked) == (want["pnl"], want["margin"])


@runs("X-01")
def exchange_contracts(given, want):
    def of(wanted):
        return {
            metal: contract
            for (house, metal), contract in exchange.CONTRACTS.items()
            if house == wanted
        }

    assert {metal: list(found) for metal, found in of("SHFE").items()} == want["SHFE"]
    assert {metal: list(found) for metal, found in of("INE").items()} == want["INE"]
    assert {metal.capitalize(): found.lot for metal, found in of("LME").items()} == want["LME"]
