"""The lives of a parts request, of a defective part on its way back, and of a warranty claim.

A request is asked by an engineer, approved with quantities, shipped out of a depot onto the road
and received in the van.

A defective part is announced by the engineer (requested), awaited (approved), under way
(in_transit), in the defective place at no value and held (received), looked at (inspected), and
ends as credited by the supplier, repaired and usable again, or scrapped.

A claim is a draft, sent to the supplier, accepted with an amount or rejected, and credited when
the money or the part came.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class RequestState(models.TextChoices):
    """Where a request stands."""

    REQUESTED = "requested", _("待批准")
    APPROVED = "approved", _("待发货")
    SHIPPED = "shipped", _("在途")
    RECEIVED = "received", _("已收货")
    REJECTED = "rejected", _("已驳回")
    CANCELLED = "cancelled", _("已取消")


class PartsRequestFlow:
    """Who may follow whom."""

    @transition("state", source=RequestState.REQUESTED, target=RequestState.APPROVED)
    def approve(self) -> None:
        """This will allow it, with quantities."""

    @transition("state", source=RequestState.REQUESTED, target=RequestState.REJECTED)
    def reject(self) -> None:
        """This will say no, with the reason."""

    @transition("state", source=RequestState.APPROVED, target=RequestState.SHIPPED)
    def ship(self) -> None:
        """This will put the parts on the road."""

    @transition("state", source=RequestState.SHIPPED, target=RequestState.RECEIVED)
    def receive(self) -> None:
        """This will put them into the van."""

    @transition(
        "state",
        source=[RequestState.REQUESTED, RequestState.APPROVED],
        target=RequestState.CANCELLED,
    )
    def cancel(self) -> None:
        """This will drop it before anything is on the road."""


class ReturnState(models.TextChoices):
    """Where a defective part stands."""

    REQUESTED = "requested", _("待批准")
    APPROVED = "approved", _("待寄回")
    IN_TRANSIT = "in_transit", _("寄回途中")
    RECEIVED = "received", _("待检验")
    INSPECTED = "inspected", _("待处置")
    CREDITED = "credited", _("供应商已补偿")
    REPAIRED = "repaired", _("已修复")
    SCRAPPED = "scrapped", _("已报废")
    REJECTED = "rejected", _("已驳回")


class DefectiveReturnFlow:
    """Who may follow whom."""

    @transition("state", source=ReturnState.REQUESTED, target=ReturnState.APPROVED)
    def approve(self) -> None:
        """This will ask for the part."""

    @transition("state", source=ReturnState.REQUESTED, target=ReturnState.REJECTED)
    def reject(self) -> None:
        """This will do without the part."""

    @transition("state", source=ReturnState.APPROVED, target=ReturnState.IN_TRANSIT)
    def send(self) -> None:
        """This will record that it is under way."""

    @transition(
        "state",
        source=[ReturnState.APPROVED, ReturnState.IN_TRANSIT],
        target=ReturnState.RECEIVED,
    )
    def receive(self) -> None:
        """This will put it into the defective place."""

    @transition("state", source=ReturnState.RECEIVED, target=ReturnState.INSPECTED)
    def inspect(self) -> None:
        """This will record what is wrong with it."""

    @transition("state", source=ReturnState.INSPECTED, target=ReturnState.CREDITED)
    def credit(self) -> None:
        """This will hand it to the supplier, who made good."""

    @transition("state", source=ReturnState.INSPECTED, target=ReturnState.REPAIRED)
    def repair(self) -> None:
        """This will put it back into stock, repaired."""

    @transition("state", source=ReturnState.INSPECTED, target=ReturnState.SCRAPPED)
    def scrap(self) -> None:
        """This will write it off."""


class ClaimState(models.TextChoices):
    """Where a claim stands."""

    DRAFT = "draft", _("草稿")
    SENT = "sent", _("已提出")
    ACCEPTED = "accepted", _("供应商已同意")
    REJECTED = "rejected", _("供应商已拒绝")
    CREDITED = "credited", _("已入账")


class WarrantyClaimFlow:
    """Who may follow whom."""

    @transition("state", source=[ClaimState.DRAFT, ClaimState.REJECTED], target=ClaimState.SENT)
    def send(self) -> None:
        """This will put it before the supplier, again if need be."""

    @transition("state", source=ClaimState.SENT, target=ClaimState.ACCEPTED)
    def accept(self) -> None:
        """This will record what the supplier agrees to."""

    @transition("state", source=ClaimState.SENT, target=ClaimState.REJECTED)
    def reject(self) -> None:
        """This will record that the supplier says no, and why."""

    @transition("state", source=ClaimState.ACCEPTED, target=ClaimState.CREDITED)
    def credit(self) -> None:
        """This will record that the supplier made good."""
