"""What every story shares: a database, people with roles, and the door of the API."""

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import pytest_django
from django.db import transaction

from backend.core.events import log
from tests import early
from tests.house_kit import Door, door_for, person

KEEPER: list[Door] = []
"""The boss of the world that the module in turn keeps, if it keeps one."""


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


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """What a module's own fixtures make stays until its last test; what a test makes goes with it.

    A test is a transaction within the module's.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def keeper(kept: None) -> Iterator[Door]:
    """The boss of a module's world; in its tests he is `boss`."""
    KEEPER.append(door_for(person("boss", superuser=True)))
    yield KEEPER[0]
    KEEPER.clear()


@pytest.fixture(scope="module")
def keeper_hears(kept: None) -> Iterator[Callable[[], int]]:
    """As `hear`, while a module's world is made."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(log, "HORIZON", str(2**62))
        yield lambda: sum(iter(log.deliver, 0))


@pytest.fixture
def boss(db: None) -> Door:
    """A superuser's door: may everything, so that a story can build its world."""
    return KEEPER[0] if KEEPER else door_for(person("boss", superuser=True))


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
