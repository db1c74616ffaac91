"""The life of a VAT invoice: draft, applied for, issued; a red one takes an issued one back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where an invoice stands."""

    DRAFT = "draft", _("草稿")
    APPLIED = "applied", _("已申请")
    ISSUED = "issued", _("已开票")
    RED = "red", _("已红冲")
    VOID = "void", _("已作废")


class InvoiceFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.APPLIED)
    def apply(self) -> None:
        """This will ask finance to issue it."""

    @transition("state", source=State.APPLIED, target=State.DRAFT)
    def send_back(self) -> None:
        """This will return the application to be corrected."""

    @transition("state", source=State.APPLIED, target=State.ISSUED)
    def issue(self) -> None:
        """This will record the tax invoice's number."""

    @transition("state", source=State.ISSUED, target=State.RED)
    def turn_red(self) -> None:
        """This will take it back by a red invoice."""

    @transition("state", source=[State.DRAFT, State.APPLIED], target=State.VOID)
    def void(self) -> None:
        """This will drop it before it was issued."""
