"""The house of the playbook's stories."""

from collections.abc import Callable

import pytest

from tests.crm.playbook.kit import House, house
from tests.house_kit import Door


@pytest.fixture
def home(db: None, founded: House) -> House:
    """A house with the default playbook, as it was before any story."""
    return founded


@pytest.fixture(scope="module")
def founded(keeper: Door, keeper_hears: Callable[[], int]) -> House:
    """A house with the default playbook since the first of June 2026."""
    return house(keeper, keeper_hears)
