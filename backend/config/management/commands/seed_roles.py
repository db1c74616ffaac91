"""`manage.py seed_roles`: write the roles out as explicit grants."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from backend.config import rooms
from backend.config.roles import ROLES, RoleSeed
from backend.core import registry
from backend.core.access import actor as actors
from backend.core.access.models import FieldRule, Grant, Role


class Command(BaseCommand):
    """Make the roles and add the grants they lack."""

    help = (
        "Make the roles of backend/config/roles.py and add the grants they lack. What the company "
        "changed stays; to take a right away for good set its scope to none. --reset makes the "
        "roles exactly what the file says."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --reset."""
        parser.add_argument("--reset", action="store_true", help="undo what the company changed")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Write the roles and say how much was new."""
        list(rooms.words("api"))  # some doors declare permissions of their own
        new = sum(seed(role, reset=options["reset"]) for role in ROLES)
        if new or options["reset"]:
            actors.renew()
        self.stdout.write(f"{len(ROLES)} roles, {new} rights added")


def seed(wanted: RoleSeed, *, reset: bool = False) -> int:
    """This will make one role and add what it lacks; it returns how many rows were added."""
    role, _ = Role.objects.get_or_create(code=wanted.code, defaults={"name": wanted.name})
    if reset:
        role.grants.all().delete()
        role.field_rules.all().delete()
    before = role.grants.count() + role.field_rules.count()
    scopes = wanted.scopes(registry.permissions())
    Grant.objects.bulk_create(
        [Grant(role=role, permission=name, scope=scope) for name, scope in scopes.items()],
        ignore_conflicts=True,
    )
    closed = {
        f"{resource.code}.{field}": (resource.code, field)
        for resource in registry.resources()
        for field in resource.sensitive
    }
    modes = wanted.modes(list(closed))
    FieldRule.objects.bulk_create(
        [
            FieldRule(role=role, document=closed[name][0], field=closed[name][1], mode=mode)
            for name, mode in modes.items()
        ],
        ignore_conflicts=True,
    )
    return role.grants.count() + role.field_rules.count() - before
