"""What every story shares: a database, people with roles, and the door of the API."""

import gc
from collections.abc import Callable
from typing import Any

import pytest

from backend.core.events import log
from tests import early
from tests.house_kit import Door, door_for, person


def pytest_collection_finish() -> None:
    """What is loaded stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The tests' database is a copy of one that is made once a run."""
    early.template()


@pytest.fixture(autouse=True)
def _plain_statics(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def boss(db: None) -> Door:
    """A superuser's door: may everything, so that a story can build its world."""
    return door_for(person("boss", superuser=True))


@pytest.fixture
def stranger(db: None) -> Door:
    """Somebody who is logged in and holds no role."""
    return door_for(person("stranger"))


@pytest.fixture
def nobody(db: None) -> Door:
    """Nobody: not logged in."""
    return Door(client=None)


@pytest.fixture
def hear(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Deliver waiting news now, as the worker would after commit; a test is one transaction."""
    monkeypatch.setattr(log, "HORIZON", str(2**62))
    return lambda: sum(iter(log.deliver, 0))
