"""The clock looks whether stock is short and what has grown old."""

from datetime import time

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.jobs import clock
from backend.goods.safety import actions

SELF = system("goods.safety")


@clock.every("goods.safety.short", minutes=15)
def look_for_shortage() -> int:
    """This will compare what there is with what there should be."""
    return actions.check(actor=SELF, at=timezone.now())


@clock.every("goods.safety.aged", daily=time(8, 10))
def look_for_age() -> int:
    """This will find lots that have lain there too long."""
    return actions.find_old(actor=SELF, at=timezone.now())
