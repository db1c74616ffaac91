"""Every operation of the API answers every seeded role as the role's grants say."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from backend.core.access.actor import of_user
from backend.core.http import throttle
from backend.core.registry import Resource, resources
from tests.house.crawl import SCHEMA
from tests.house.test_operations import OPEN, OWN, call, operations
from tests.house_kit import Door

pytestmark = pytest.mark.slow
DESKS = (
    "sales", "lead", "region", "finance", "trader", "risk", "warehouse", "buyer", "auditor",
)  # fmt: skip
EXTRA = {
    "core_access_explain": "core.manage_access",
    "core_api_key_create": "core.manage_access",
    "core_audit_read": "core.view_audit",
    "core_clock_list": "core.view_job_run",
    "core_event_list": "core.view_audit",
    "core_import_template_list": "core.create_import_batch",
    "crm_incoterms_compare": "crm.view_cost_profile",
    "crm_playbook_coverage": "crm.view_opportunity",
    "goods_cost_estimate": "goods.view_cost",
    "goods_cost_valuation": "goods.view_cost",
    "goods_stock_list": "goods.view_stock",
    "market_latest_price_list": "market.view_quote",
    "market_position_read": "market.view_position",
    "notify_role_preference_choose": "core.manage_access",
    "notify_role_preference_read": "core.manage_access",
    "service_dispatch_board": "service.view_work_order",
    "service_dispatch_move": "service.schedule_work_order",
    "service_dispatch_plan": "service.schedule_work_order",
    "service_dispatch_suggest": "service.schedule_work_order",
    "service_dispatch_undo": "service.schedule_work_order",
    "service_figure_goal": "service.set_figure_goal",
    "service_figure_list": "service.view_figure",
    "service_figure_read": "service.view_figure",
    "service_figure_rows": "service.view_figure",
    "service_ticket_mail": "service.create_ticket",
    "service_trace_find": "service.view_trace",
}
"""What an operation asks that is neither a verb of a document nor looking at one."""
ABOUT_ONESELF = {"changes", "notify_message_read"}
"""The feed of what one may see, and a message to oneself."""
PARTLY = {
    "core_attachment_create": "core.view_party",
    "core_attachment_content": "core.view_party",
    "core_attachment_list": "core.view_party",
    "core_attachment_read": "core.view_party",
    "core_attachment_remove": "core.view_party",
    "core_export_file_create": "core.create_export_file",
    "core_import_template_read": "core.create_import_batch",
}
"""What an operation asks at least; the rest is asked of the paper it is about."""


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(throttle, "ANONYMOUS", 1_000_000)


def owner_of(operation_id: str) -> tuple[Resource | None, str]:
    """The document an operation is of, and what is left of its name."""
    best: Resource | None = None
    for resource in resources():
        mark = f"{resource.room}_{resource.name}_"
        if operation_id.startswith(mark) and (best is None or len(resource.name) > len(best.name)):
            best = resource
    rest = "" if best is None else operation_id.removeprefix(f"{best.room}_{best.name}_")
    return best, rest


def needed(operation_id: str) -> tuple[str, bool]:
    """The permission without which an operation is refused, and whether it is enough."""
    if operation_id in EXTRA:
        return EXTRA[operation_id], True
    if operation_id in PARTLY:
        return PARTLY[operation_id], False
    resource, rest = owner_of(operation_id)
    if resource is None:
        return "", False
    if rest in ("list", "read"):
        return resource.permission("view"), True
    if resource.permission(rest) in resource.permissions():
        return resource.permission(rest), True
    return resource.permission("view"), False


def answers(desk: Door) -> Iterator[tuple[str, str, bool, int, str]]:
    parts = SCHEMA["components"]["schemas"]
    for path, method, operation in operations(SCHEMA):
        name = operation["operationId"]
        if name in OPEN | OWN | ABOUT_ONESELF:
            continue
        permission, is_enough = needed(name)
        answer = call(desk, path, method, operation, parts)
        text = b"" if answer.streaming else answer.content
        yield name, permission, is_enough, answer.status_code, text.decode(errors="replace")[:160]


@pytest.mark.parametrize("name", [*DESKS, "boss"])
def test_the_answer_agrees_with_the_grants(name: str, desks: dict[str, Door]) -> None:
    actor = of_user(desks[name].user)  # type: ignore[arg-type]
    faults, let_in, kept_out = [], 0, 0
    for operation, permission, is_enough, status, text in answers(desks[name]):
        may = actor.may(permission) if permission else None
        let_in += status not in (403, 404)
        kept_out += status == 403
        if status >= 500 or status == 401:
            faults.append(f"{operation}: {status} {text}")
        elif may is None:
            faults.append(f"{operation}: nobody knows what it asks; answered {status}")
        elif not may and status not in (403, 404):
            faults.append(f"{operation}: {status} without {permission}: {text}")
        elif may and is_enough and status == 403:
            faults.append(f"{operation}: 403 with {permission}: {text}")

    assert not faults, "\n".join(faults)
    assert let_in > 20
    assert kept_out > (0 if name == "boss" else 20)
