"""How the rules of the house make rules of levels: one level, one rule."""

from datetime import UTC, datetime
from decimal import Decimal

from backend.crm.portrait.models import LevelRule
from tests.house.filler import makes
from tests.house_kit import Door

ONCE = datetime(2026, 7, 1, tzinfo=UTC)


@makes("crm.level_rule")
def level_rule(boss: Door, number: int) -> None:
    """There are four levels; a list is also measured with the letters after them."""
    LevelRule.objects.create(
        level=chr(ord("A") + number), amount=Decimal(100 - number), created_at=ONCE, updated_at=ONCE
    )
