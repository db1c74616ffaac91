"""Prices out of the price books, for the lines that ask for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.errors import Malformed
from backend.crm.quote.models import Quote, QuoteLine
from backend.market.pricing.calc.trace import Step


class NotInABook(Malformed):
    """No price book has a price for this customer, product, quantity and day."""

    sentence = _("价格表中没有适用于该客户、品名和数量的价格，请维护价格表或手工填写。")


@dataclass(frozen=True)
class Booked:
    """A price as a book gives it, with its steps."""

    price: Decimal
    currency: str
    tax_included: bool
    floor: Decimal | None
    entry_id: UUID
    level: str
    steps: tuple[Step, ...]


def resolve(quote: Quote, lines: Sequence[QuoteLine], *, on: date) -> dict[int, Booked]:
    """This will ask the price books once for all lines that want a price from them."""
    return {}


def of(found: Mapping[int, Booked], line: QuoteLine) -> Booked:
    """This will give a line's price from the books; raises NotInABook naming the line."""
    booked = found.get(line.seq)
    if booked is None:
        where = f"lines.{line.seq - 1}.price_from"
        raise NotInABook(errors={where: NotInABook.sentence})
    return booked
