"""The house of the playbook's stories."""

from collections.abc import Callable

import pytest

from tests.crm.playbook.kit import House, house
from tests.house_kit import Door


@pytest.fixture
def home(boss: Door, hear: Callable[[], int]) -> House:
    """A house with the default playbook since the first of June 2026."""
    return house(boss, hear)
