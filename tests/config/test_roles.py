"""The roles a new house begins with."""

import io

from django.core.management import call_command

from backend.config.roles import ROLES
from backend.core import registry
from backend.core.access.models import FieldRule, Grant, Mode, Role, Scope

SEEDS = {role.code: role for role in ROLES}


def seeded(*options: str) -> str:
    said = io.StringIO()
    call_command("seed_roles", *options, stdout=said)
    return said.getvalue()


def test_every_role_becomes_explicit_grants_and_again_adds_nothing(db: None) -> None:
    first, second = seeded(), seeded()

    assert Role.objects.count() == 16
    assert not first.endswith(" 0 rights added\n")
    assert second.endswith(" 0 rights added\n")
    assert not Grant.objects.filter(permission__contains="*").exists()
    sales = Grant.objects.get(role__code="sales", permission="core.view_party")
    assert sales.scope == Scope.OWN
    phone = FieldRule.objects.get(role__code="auditor", document="core.party", field="phone")
    assert phone.mode == Mode.MASKED


def test_what_the_company_changed_stays_unless_reset(db: None) -> None:
    seeded()
    mine = Grant.objects.filter(role__code="sales", permission="core.view_party")
    mine.update(scope=Scope.NONE)

    seeded()
    kept = mine.get().scope
    seeded("--reset")

    assert kept == Scope.NONE
    assert mine.get().scope == Scope.OWN


def test_an_auditor_looks_and_touches_nothing(db: None) -> None:
    scopes = SEEDS["auditor"].scopes(registry.permissions())

    assert scopes["core.view_audit"] == Scope.ALL
    verbs = {name.split(".")[1].split("_")[0] for name in scopes if not name.startswith("notify.")}
    assert verbs == {"view"}


def test_only_the_administrator_manages_access(db: None) -> None:
    holders = {
        role.code for role in ROLES if "core.manage_access" in role.scopes(registry.permissions())
    }

    assert holders == {"admin"}


def test_a_seller_sees_no_cost_and_exports_nothing() -> None:
    known = ["crm.contract.margin_estimated", "crm.delivery.cost", "core.party.phone"]

    assert SEEDS["sales"].modes(known) == {"core.party.phone": Mode.WRITE}
    permissions = ["crm.export_contract", "crm.approve_contract", "crm.assign_lead"]
    assert SEEDS["sales"].scopes(permissions) == {}
    assert SEEDS["sales_lead"].scopes(permissions) == dict.fromkeys(permissions, Scope.TREE)


def test_what_goods_cost_is_closed_to_those_who_sell_and_store(db: None) -> None:
    holders = {
        role.code for role in ROLES if "goods.view_cost" in role.scopes(registry.permissions())
    }

    assert holders == {"boss", "region_head", "finance", "trader", "risk", "buyer", "auditor"}
