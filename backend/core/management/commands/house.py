"""`manage.py house`: what is in the house right now."""

from typing import Any

from django.core.management.base import BaseCommand
from django.urls import get_resolver
from django.utils import translation

from backend.core import invariants, registry
from backend.core.events import log
from backend.core.jobs import clock, queue
from backend.core.registry import Resource


class Command(BaseCommand):
    """Print rooms, documents, states, verbs, permissions and events from the registries."""

    help = "Print rooms, documents, states, verbs, permissions, events, jobs and invariants."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it all."""
        get_resolver().url_patterns  # noqa: B018  loads every door and what it declares
        with translation.override("zh-hans"):
            for room in dict.fromkeys(resource.room for resource in registry.resources()):
                self._room(room)
            self._list("permissions", registry.permissions())
            self._list("events", log.names())
            ears = sorted(f"{ear.event}  ->  {ear.reader}" for ear in log.listeners())
            self._list("listeners", ears)
            self._list("clock", [job.name for job in clock.clocked()])
            self._list("one-off jobs", queue.kinds())
            self._list("invariants", invariants.names())

    def _room(self, room: str) -> None:
        self.stdout.write(f"\n{room}")
        for resource in registry.resources():
            if resource.room == room:
                self._document(resource)

    def _document(self, resource: Resource) -> None:
        path = f"/api/v1/{resource.room}/{resource.plural}"
        self.stdout.write(f"  {resource.code}  {resource.label}  {path}")
        states = states_of(resource)
        if states:
            self.stdout.write("    states  " + " ".join(states))
        verbs = ["create"] if resource.create else []
        verbs += ["change"] if resource.change else []
        for name in [*verbs, *resource.verbs]:
            self.stdout.write(f"    verb    {name:20} {resource.permission(name)}")
        if resource.sensitive:
            self.stdout.write("    closed  " + " ".join(sorted(resource.sensitive)))

    def _list(self, title: str, lines: list[str]) -> None:
        self.stdout.write(f"\n{title} ({len(lines)})")
        for line in lines:
            self.stdout.write(f"  {line}")


def states_of(resource: Resource) -> list[str]:
    """This will list the states of a document with their labels."""
    field = next((f for f in resource.model._meta.fields if f.name == "state"), None)
    return [f"{value}({label})" for value, label in (field.choices or [])] if field else []
