"""What a role is made of: patterns over permissions and over closed fields.

A row is a pattern over permission codes (`crm.view_*`) with the scope in which it is granted; a
leading `!` takes away. A field row is a pattern over `document.field`.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from backend.core.access.models import Mode, Scope

Grants = tuple[tuple[str, Scope], ...]
Fields = tuple[tuple[str, Mode], ...]


@dataclass(frozen=True)
class RoleSeed:
    """A job in the company, as patterns."""

    code: str
    name: str
    grants: Grants
    fields: Fields = ()

    def scopes(self, permissions: list[str]) -> dict[str, Scope]:
        """This will give the widest scope of each permission that a pattern grants."""
        found: dict[str, Scope] = {}
        for permission in permissions:
            hits = [s for pattern, s in self.grants if fnmatchcase(permission, pattern)]
            denied = [p for p, _ in self.grants if p[:1] == "!" and fnmatchcase(permission, p[1:])]
            if hits and not denied:
                found[permission] = max(hits)
        return found

    def modes(self, closed: list[str]) -> dict[str, Mode]:
        """This will give the most open mode of each closed field, named `document.field`."""
        found: dict[str, Mode] = {}
        for name in closed:
            hits = [mode for pattern, mode in self.fields if fnmatchcase(name, pattern)]
            if hits:
                found[name] = max(hits)
        return found


FILES: Grants = (("core.*_import_batch", Scope.OWN), ("core.*_export_file", Scope.OWN))
"""Files in and out are everybody's own; what may be in them is asked of the document."""

WORLD: Grants = (
    *FILES,
    ("market.view_*", Scope.ALL),
    ("goods.view_*", Scope.ALL),
    ("crm.view_pipeline", Scope.ALL),
    ("crm.view_lostreason", Scope.ALL),
    ("crm.view_level_rule", Scope.ALL),
    ("crm.*_task", Scope.OWN),
    ("notify.*", Scope.OWN),
    ("!market.*_position*", Scope.NONE),
    ("!market.*_limit_breach", Scope.NONE),
)
"""What everybody at a desk may look at: prices, products and stock, never their cost."""

PHONES = ("*.phone", "*phones.number", "*_phone", "*.email", "*_email")
ACCOUNTS = ("*account", "*_identity")
COSTS = ("*cost*", "*margin*", "*floor*")
BOUGHT = ("supply.purchase.*", "supply.purchase_change.*", "supply.fixing.*", "supply.settlement.*")
CONFIDENTIAL = (*PHONES, *ACCOUNTS, *COSTS)


COST_IS_CLOSED = ("!goods.view_cost", Scope.NONE)


def modes(patterns: tuple[str, ...], mode: Mode) -> Fields:
    return tuple((pattern, mode) for pattern in patterns)
