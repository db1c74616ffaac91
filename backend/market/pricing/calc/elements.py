"""What it takes to bring goods to a buyer, and who pays it under each of the Incoterms 2020."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from backend.market.pricing.calc.trace import Chain


class Term(StrEnum):
    """The eleven terms of Incoterms 2020."""

    EXW = "EXW"
    FCA = "FCA"
    FAS = "FAS"
    FOB = "FOB"
    CFR = "CFR"
    CIF = "CIF"
    CPT = "CPT"
    CIP = "CIP"
    DPU = "DPU"
    DAP = "DAP"
    DDP = "DDP"


SEA_ONLY = frozenset({Term.FAS, Term.FOB, Term.CFR, Term.CIF})
"""Terms for goods that go over the ship's side; the others fit any mode."""


class Kind(StrEnum):
    """What a cost is for, in the order of the way."""

    PACKING = "packing"
    LOADING = "loading"
    PRE_CARRIAGE = "pre_carriage"
    EXPORT_CUSTOMS = "export_customs"
    ORIGIN_TERMINAL = "origin_terminal"
    SHIP_LOADING = "ship_loading"
    MAIN_CARRIAGE = "main_carriage"
    INSURANCE = "insurance"
    DESTINATION_TERMINAL = "destination_terminal"
    ON_CARRIAGE = "on_carriage"
    UNLOADING = "unloading"
    IMPORT_CUSTOMS = "import_customs"
    DUTY = "duty"
    IMPORT_TAX = "import_tax"
    COMMISSION = "commission"
    BANK_FEE = "bank_fee"


class Basis(StrEnum):
    """What a cost is charged by."""

    TONNE = "tonne"
    CONTAINER = "container"
    BILL = "bill"
    PERCENT = "percent"


_ALL = frozenset(Term)
_FROM_FCA = _ALL - {Term.EXW}
_FROM_FAS = _FROM_FCA - {Term.FCA}
_FROM_FOB = _FROM_FAS - {Term.FAS}
_CARRIED = _FROM_FOB - {Term.FOB}
_DELIVERED = frozenset({Term.DPU, Term.DAP, Term.DDP})

SELLER_PAYS: Mapping[Kind, frozenset[Term]] = {
    Kind.PACKING: _ALL,
    Kind.LOADING: _FROM_FCA,
    Kind.PRE_CARRIAGE: _FROM_FCA,
    Kind.EXPORT_CUSTOMS: _FROM_FCA,
    Kind.ORIGIN_TERMINAL: _FROM_FAS,
    Kind.SHIP_LOADING: _FROM_FOB,
    Kind.MAIN_CARRIAGE: _CARRIED,
    Kind.INSURANCE: frozenset({Term.CIF, Term.CIP}) | _DELIVERED,
    Kind.DESTINATION_TERMINAL: _DELIVERED,
    Kind.ON_CARRIAGE: _DELIVERED,
    Kind.UNLOADING: frozenset({Term.DPU}),
    Kind.IMPORT_CUSTOMS: frozenset({Term.DDP}),
    Kind.DUTY: frozenset({Term.DDP}),
    Kind.IMPORT_TAX: frozenset({Term.DDP}),
    Kind.COMMISSION: _ALL,
    Kind.BANK_FEE: _ALL,
}
"""Under which terms the seller pays a cost.

FCA hands over to the carrier at the terminal, not yet unloaded. Carriage of CPT and CIP ends at
the terminal of arrival. D terms end at a place inland; the seller bears the risk on the way and
insures it for himself. Commission and bank fee are the seller's whatever the term.
"""

AFTER_ARRIVAL = frozenset(
    {
        Kind.DESTINATION_TERMINAL,
        Kind.ON_CARRIAGE,
        Kind.UNLOADING,
        Kind.IMPORT_CUSTOMS,
        Kind.DUTY,
        Kind.IMPORT_TAX,
    }
)
"""What is paid behind the place of arrival and is no part of the value for customs."""


class UnknownCurrency(LookupError):
    """A cost is in a currency for which no rate was given."""

    def __init__(self, currency: str) -> None:
        super().__init__(f"no rate of {currency}")
        self.currency = currency


@dataclass(frozen=True, slots=True)
class Element:
    """One cost: what for, by what, how much in which currency.

    Of `Basis.PERCENT` the amount is a ratio: of 110 % of the value at arrival for insurance, of
    the value for duty, of value and duty for import tax, of the price for anything else. `only`
    limits it to some terms, such as the minimum cover of CIF.
    """

    kind: Kind
    basis: Basis
    amount: Decimal
    currency: str = ""
    only: frozenset[Term] = frozenset()
    source: Mapping[str, Any] = field(default_factory=dict)


class Quantity(NamedTuple):
    """How much goes in one lot."""

    tonnes: Decimal
    containers: int = 1
    bills: int = 1


@dataclass(frozen=True, slots=True)
class Fx:
    """The currency of the price, and what one unit of each costs in the home currency."""

    currency: str
    rates: Mapping[str, Decimal]

    def convert(self, sums: Chain, currency: str) -> Chain:
        """This will turn the figure of a chain into the price's currency over the home one."""
        if currency in ("", self.currency):
            return sums
        for code in (currency, self.currency):
            if self.rates.get(code, Decimal(0)) <= 0:
                raise UnknownCurrency(code)
        given, wanted = self.rates[currency], self.rates[self.currency]
        if given != 1:
            sums.multiply(given, kind="fx", label="fx", source={"currency": currency})
        if wanted != 1:
            sums.divide(wanted, kind="fx", label="fx", source={"currency": self.currency})
        return sums


def pays(term: Term, element: Element) -> bool:
    """This will tell whether the seller pays a cost under a term."""
    return term in SELLER_PAYS[element.kind] and (not element.only or term in element.only)
