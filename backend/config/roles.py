"""The roles a new house begins with: who may do what, how far, and which closed fields they see.

A row is a pattern over permission codes (`crm.view_*`) with the scope in which it is granted; a
leading `!` takes away. A field row is a pattern over `document.field`. `manage.py seed_roles`
writes them out as explicit grants, which the company then edits.
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
)
"""What everybody at a desk may look at: prices, products and stock, never their cost."""

PHONES = ("*.phone", "*phones.number", "*_phone", "*.email", "*_email")
ACCOUNTS = ("*account", "*_identity")
COSTS = ("*cost*", "*margin*", "*floor*")
CONFIDENTIAL = (*PHONES, *ACCOUNTS, *COSTS)


COST_IS_CLOSED = ("!goods.view_cost", Scope.NONE)


def _modes(patterns: tuple[str, ...], mode: Mode) -> Fields:
    return tuple((pattern, mode) for pattern in patterns)


def _selling(scope: Scope) -> Grants:
    """Finding customers and bringing a contract to the point where others must agree."""
    patterns = (
        "core.view_party",
        "core.create_party",
        "core.change_party",
        "crm.view_*",
        "crm.*_lead",
        "crm.*_absence",
        "crm.*_customer",
        "crm.*_contact",
        "crm.create_pool_entry",
        "crm.claim_pool_entry",
        "crm.create_recycle_extension",
        "crm.*_opportunity",
        "crm.*_followup",
        "crm.*_task",
        "crm.*_quote",
        "crm.create_conflict",
        "crm.add_evidence_conflict",
        "crm.agree_conflict",
        "crm.appeal_conflict",
        "crm.create_contract",
        "crm.change_contract",
        "crm.submit_contract",
        "crm.return_to_draft_contract",
        "crm.send_contract",
        "crm.sign_contract",
        "crm.amend_contract",
        "crm.void_contract",
        "crm.create_amendment",
        "crm.change_amendment",
        "crm.create_fixing",
        "crm.create_delivery",
        "crm.change_delivery",
        "crm.promise_receivable",
        "crm.apply_invoice",
        "crm.create_invoice",
    )
    taken = (
        ("!*.export_*", Scope.NONE),
        ("!crm.assign_*", Scope.NONE),
        ("!crm.approve_quote", Scope.NONE),
        ("!crm.win_opportunity", Scope.NONE),
        ("!crm.oversee_opportunity", Scope.NONE),
        COST_IS_CLOSED,
    )
    return (*WORLD, *((pattern, scope) for pattern in patterns), *taken)


def _leading(scope: Scope) -> Grants:
    """Selling, and answering for what the team sells."""
    selling = tuple(row for row in _selling(scope) if not row[0].startswith("!"))
    patterns = (
        "core.assign_party",
        "core.export_party",
        "crm.export_*",
        "crm.assign_*",
        "crm.move_pool_entry",
        "crm.exceed_capacity_rule",
        "crm.approve_*",
        "crm.*_conflict",
        "crm.*_contract",
        "crm.*_amendment",
        "crm.*_target",
        "crm.*_freight_card",
        "crm.*_cost_profile",
        "crm.*_lead_form",
        "crm.*_assignment_rule",
    )
    return (*selling, *((pattern, scope) for pattern in patterns))


ROLES = (
    RoleSeed(
        "boss",
        "老板",
        (("*", Scope.ALL), ("!core.manage_access", Scope.NONE)),
        _modes(("*",), Mode.WRITE),
    ),
    RoleSeed(
        "sales",
        "销售",
        _selling(Scope.OWN),
        (*_modes(PHONES, Mode.WRITE), *_modes(ACCOUNTS, Mode.MASKED)),
    ),
    RoleSeed(
        "sales_lead",
        "销售主管",
        (*_leading(Scope.TREE), COST_IS_CLOSED),
        (
            *_modes(PHONES, Mode.WRITE),
            *_modes(ACCOUNTS, Mode.MASKED),
            *_modes(("*margin*",), Mode.READONLY),
        ),
    ),
    RoleSeed(
        "region_head",
        "大区经理",
        (*_leading(Scope.REGION), ("crm.*_pricebook", Scope.REGION)),
        (
            *_modes(PHONES, Mode.WRITE),
            *_modes(ACCOUNTS, Mode.MASKED),
            *_modes(COSTS, Mode.READONLY),
            *_modes(("crm.pricebook.*",), Mode.WRITE),
        ),
    ),
    RoleSeed(
        "finance",
        "财务",
        (
            ("*.view_*", Scope.ALL),
            ("*.export_*", Scope.ALL),
            ("core.change_party", Scope.ALL),
            ("crm.*_receipt", Scope.ALL),
            ("crm.*_receivable", Scope.ALL),
            ("crm.*_invoice", Scope.ALL),
            ("crm.*_settlement", Scope.ALL),
            ("crm.close_contract", Scope.ALL),
            ("crm.change_quote", Scope.ALL),
            ("crm.*_pricebook", Scope.ALL),
            ("crm.*_task", Scope.OWN),
            ("market.*_fx*", Scope.ALL),
            ("goods.*cost*", Scope.ALL),
            ("notify.*", Scope.OWN),
            *FILES,
            ("!core.*job*", Scope.NONE),
            ("!core.*_dead_letter", Scope.NONE),
            ("!core.*_api_key", Scope.NONE),
            ("!core.view_audit", Scope.NONE),
        ),
        (
            *_modes(PHONES, Mode.MASKED),
            *_modes(ACCOUNTS, Mode.WRITE),
            *_modes(COSTS, Mode.WRITE),
        ),
    ),
    RoleSeed(
        "warehouse",
        "仓管",
        (
            ("goods.*", Scope.ALL),
            ("market.view_*", Scope.ALL),
            ("core.view_party", Scope.ALL),
            ("crm.view_contract", Scope.ALL),
            ("crm.*_delivery", Scope.ALL),
            ("crm.*_task", Scope.OWN),
            ("notify.*", Scope.OWN),
            *FILES,
            ("!crm.release_delivery", Scope.NONE),
            ("!goods.export_*", Scope.NONE),
            ("!goods.*cost*", Scope.NONE),
            ("!goods.price_lot", Scope.NONE),
        ),
        (("crm.delivery.driver_*", Mode.WRITE),),
    ),
    RoleSeed(
        "trader",
        "交易员（点价）",
        (
            ("market.*", Scope.ALL),
            ("goods.view_*", Scope.ALL),
            ("core.view_party", Scope.ALL),
            ("crm.view_*", Scope.ALL),
            ("crm.*_fixing", Scope.ALL),
            ("crm.*_task", Scope.OWN),
            ("notify.*", Scope.OWN),
            *FILES,
        ),
        _modes(COSTS, Mode.READONLY),
    ),
    RoleSeed(
        "risk",
        "风控",
        (
            ("market.*", Scope.ALL),
            ("goods.view_*", Scope.ALL),
            ("core.view_party", Scope.ALL),
            ("core.blacklist_party", Scope.ALL),
            ("crm.view_*", Scope.ALL),
            ("crm.export_*", Scope.ALL),
            ("crm.*_credit", Scope.ALL),
            ("crm.approve_contract", Scope.ALL),
            ("crm.suspend_contract", Scope.ALL),
            ("crm.resume_contract", Scope.ALL),
            ("crm.release_delivery", Scope.ALL),
            ("crm.*_task", Scope.OWN),
            ("notify.*", Scope.OWN),
            *FILES,
        ),
        _modes(COSTS, Mode.READONLY),
    ),
    RoleSeed(
        "buyer",
        "采购",
        (
            *WORLD,
            ("goods.*", Scope.ALL),
            ("core.view_party", Scope.ALL),
            ("core.create_party", Scope.OWN),
            ("core.change_party", Scope.OWN),
            ("crm.*_freight_card", Scope.ALL),
            ("crm.*_cost_profile", Scope.ALL),
            ("!goods.export_*", Scope.NONE),
        ),
        (("core.party.*", Mode.WRITE), ("goods.*cost*", Mode.WRITE)),
    ),
    RoleSeed(
        "auditor",
        "审计",
        (("*.view_*", Scope.ALL), ("notify.*", Scope.OWN)),
        (
            *_modes(PHONES, Mode.MASKED),
            *_modes(ACCOUNTS, Mode.MASKED),
            *_modes(COSTS, Mode.READONLY),
        ),
    ),
    RoleSeed(
        "admin",
        "系统管理员",
        (
            ("core.*", Scope.ALL),
            ("market.*", Scope.ALL),
            ("goods.*_product", Scope.ALL),
            ("goods.*_warehouse", Scope.ALL),
            ("crm.*_pipeline", Scope.ALL),
            ("crm.*_lostreason", Scope.ALL),
            ("crm.*_pool", Scope.ALL),
            ("crm.*_recycle_rule", Scope.ALL),
            ("crm.*_capacity_rule", Scope.ALL),
            ("crm.*_playbook_rule", Scope.ALL),
            ("crm.*_level_rule", Scope.ALL),
            ("notify.*", Scope.ALL),
            ("!core.view_audit", Scope.NONE),
        ),
    ),
)
