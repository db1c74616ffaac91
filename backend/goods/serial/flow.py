"""The life of one serial in our hands.

in_stock: it lies in one of our warehouses, in one lot. out: it was handed over on a delivery or
put into something else; it cannot leave again. returned: a customer gave it back and somebody has
to look at it; it may be taken in again. scrapped: it is no more.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a serial stands."""

    IN_STOCK = "in_stock", _("在库")
    OUT = "out", _("已出库")
    RETURNED = "returned", _("已退回")
    SCRAPPED = "scrapped", _("已报废")


class SerialFlow:
    """Who may follow whom."""

    @transition("state", source=State.IN_STOCK, target=State.OUT)
    def give_out(self) -> None:
        """This will hand it over."""

    @transition("state", source=[State.OUT, State.RETURNED], target=State.IN_STOCK)
    def take_in(self) -> None:
        """This will put it back in stock."""

    @transition("state", source=State.OUT, target=State.RETURNED)
    def give_back(self) -> None:
        """This will record that it came back and has to be looked at."""

    @transition("state", source=[State.OUT, State.RETURNED], target=State.SCRAPPED)
    def scrap(self) -> None:
        """This will write it off for good."""
