"""Those who sell and those who lead them."""

from backend.config.roles.base import (
    ACCOUNTS,
    COST_IS_CLOSED,
    COSTS,
    PHONES,
    WORLD,
    Grants,
    RoleSeed,
    modes,
)
from backend.core.access.models import Mode, Scope

_OTHERS: Grants = tuple(
    (f"!goods.*_{name}", Scope.NONE)
    for name in ("inspection", "certificate", "nonconformity", "quality_claim", "assay")
)
"""Papers of quality name the customers and suppliers of everybody."""


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
        "crm.*_progress",
        "service.view_asset",
        "service.view_ticket",
        "service.*_customer_link",
    )
    taken = (
        ("!*.export_*", Scope.NONE),
        ("!crm.assign_*", Scope.NONE),
        ("!crm.approve_quote", Scope.NONE),
        ("!crm.win_opportunity", Scope.NONE),
        ("!crm.oversee_opportunity", Scope.NONE),
        COST_IS_CLOSED,
    )
    return (*WORLD, *((pattern, scope) for pattern in patterns), *taken, *_OTHERS)


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
        "sales",
        "销售",
        _selling(Scope.OWN),
        (*modes(PHONES, Mode.WRITE), *modes(ACCOUNTS, Mode.MASKED)),
    ),
    RoleSeed(
        "sales_lead",
        "销售主管",
        (*_leading(Scope.TREE), COST_IS_CLOSED),
        (
            *modes(PHONES, Mode.WRITE),
            *modes(ACCOUNTS, Mode.MASKED),
            *modes(("*.*.*margin*",), Mode.READONLY),  # a field named so, not a document
        ),
    ),
    RoleSeed(
        "region_head",
        "大区经理",
        (*_leading(Scope.REGION), ("crm.*_pricebook", Scope.REGION)),
        (
            *modes(PHONES, Mode.WRITE),
            *modes(ACCOUNTS, Mode.MASKED),
            *modes(COSTS, Mode.READONLY),
            *modes(("crm.pricebook.*",), Mode.WRITE),
        ),
    ),
)
