"""Finding every document's doors by the words its folder speaks."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from django.apps import apps

ROOMS = ("core", "notify", "engine", "market", "goods", "crm", "supply", "service")


def words(word: str) -> Iterator[ModuleType]:
    """This will import `<room>.<document>.<word>` wherever a document speaks that word."""
    for room in ROOMS:
        if not apps.is_installed(f"backend.{room}"):
            continue
        package = importlib.import_module(f"backend.{room}")
        for info in pkgutil.iter_modules(package.__path__):
            if info.ispkg and info.name != "migrations":
                name = f"backend.{room}.{info.name}"
                folder = importlib.import_module(name)
                if any(m.name == word for m in pkgutil.iter_modules(folder.__path__)):
                    yield importlib.import_module(f"{name}.{word}")


def open_ears() -> None:
    """This will load every declaration, every listener and every job of the clock."""
    for word in ("schemas", "clocks", "sheets", "listeners", "jobs"):
        list(words(word))
