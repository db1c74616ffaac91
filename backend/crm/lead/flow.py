"""The life of a lead.

new: came in, nobody has it. assigned: somebody is to call. working: is being talked to.
nurturing: not yet, to be kept warm. pooled: given back, waits for whoever claims it. qualified:
needs, budget and decider are known. converted: became a customer, its history goes along.
invalid: no lead at all. duplicate: we have it already.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a lead stands."""

    NEW = "new", _("新线索")
    ASSIGNED = "assigned", _("已分配")
    WORKING = "working", _("跟进中")
    NURTURING = "nurturing", _("培育中")
    POOLED = "pooled", _("线索池")
    QUALIFIED = "qualified", _("已确认")
    CONVERTED = "converted", _("已转客户")
    INVALID = "invalid", _("无效")
    DUPLICATE = "duplicate", _("重复")


OPEN = [State.NEW, State.ASSIGNED, State.WORKING, State.NURTURING, State.QUALIFIED]
LIVE = [*OPEN, State.POOLED]
UNANSWERED = [State.NEW, State.ASSIGNED, State.WORKING, State.POOLED]


class LeadFlow:
    """Who may follow whom."""

    @transition("state", source=State.NEW, target=State.ASSIGNED)
    def be_assigned(self) -> None:
        """This will give it to somebody for the first time."""

    @transition("state", source=[State.NEW, State.ASSIGNED, State.NURTURING], target=State.WORKING)
    def start(self) -> None:
        """This will begin to talk to them."""

    @transition("state", source=[State.NEW, State.ASSIGNED, State.WORKING], target=State.NURTURING)
    def nurture(self) -> None:
        """This will keep it warm for later."""

    @transition("state", source=[State.ASSIGNED, State.WORKING], target=State.POOLED)
    def release(self) -> None:
        """This will give it back for whoever claims it."""

    @transition("state", source=State.POOLED, target=State.ASSIGNED)
    def claim(self) -> None:
        """This will take it out of the pool."""

    @transition("state", source=State.WORKING, target=State.QUALIFIED)
    def qualify(self) -> None:
        """This will find it worth a sale."""

    @transition("state", source=State.QUALIFIED, target=State.CONVERTED)
    def convert(self) -> None:
        """This will make it a customer."""

    @transition(
        "state",
        source=[State.NEW, State.ASSIGNED, State.WORKING, State.NURTURING, State.POOLED],
        target=State.INVALID,
    )
    def invalidate(self) -> None:
        """This will drop it."""

    @transition(
        "state",
        source=[State.NEW, State.ASSIGNED, State.WORKING, State.NURTURING, State.POOLED],
        target=State.DUPLICATE,
    )
    def mark_duplicate(self) -> None:
        """This will point it to what we have already."""
