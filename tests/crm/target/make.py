"""A target is somebody's, and its days are in order."""

from datetime import date

from backend.core.people.models import User
from backend.crm.target.models import SalesTarget
from tests.house.filler import fill, makes
from tests.house_kit import Door


@makes("crm.target")
def target(boss: Door, number: int) -> None:
    """Give somebody new a target for a month."""
    given = {
        "person": fill(User, number),
        "starts_on": date(2026, 7, 1),
        "ends_on": date(2026, 8, 1),
    }
    fill(SalesTarget, number, given=given)
