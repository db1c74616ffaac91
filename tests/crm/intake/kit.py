"""People, forms and rules the stories of intake share."""

from typing import Any

from django.core.cache import cache
from django.test import Client

from backend.core.access.models import Scope
from backend.core.people.models import Membership, User
from tests.house_kit import API, Door, person, unit

ASKS = ["company", "contact_name", "phone", "email", "province", "product", "quantity", "content"]


def form_body(**more: Any) -> dict[str, Any]:
    """A form on our web site."""
    return {
        "on": "2026-07-01",
        "title": "在线询价",
        "title_en": "Ask for a price",
        "asks": ASKS,
        "required": ["contact_name", "phone"],
        "origins": ["https://www.example.com"],
        "campaign": "官网",
    } | more


def rule_body(**more: Any) -> dict[str, Any]:
    """A rule for everything."""
    return {"on": "2026-07-01", "name": "轮流", "position": 10, "method": "round_robin"} | more


def answers(number: int = 0, **more: Any) -> dict[str, Any]:
    """What a stranger writes."""
    return {
        "client_id": f"client-{number:04d}",
        "contact_name": "李工",
        "company": f"江苏某某电缆{number}厂",
        "phone": f"138{number:08d}",
        "province": "江苏",
        "product": "8mm 铜杆",
        "quantity": "20.000",
        "content": "月供二十吨，含税到厂价",
    } | more


def send(key: str, body: dict[str, Any], **headers: str) -> Any:
    """Fill in a form from outside."""
    client = Client()
    return client.post(
        f"{API}/public/lead-forms/{key}", body, content_type="application/json", headers=headers
    )


def fresh() -> None:
    """Forget how often anybody knocked."""
    cache.clear()


def staff(*names: str, team: str = "华东组") -> list[User]:
    """Salespeople of a team."""
    return [person(name, team=unit(team)) for name in names]


def leader(name: str, team: str = "华东组") -> User:
    """Who answers for a team."""
    made = person(
        name,
        grants={"crm.view_lead": Scope.TEAM, "crm.assign_lead": Scope.TEAM},
    )
    Membership.objects.create(user=made, unit=unit(team), is_lead=True)
    return made


def a_form(boss: Door, **more: Any) -> dict[str, Any]:
    """Draw up a form."""
    return boss.do("/crm/lead-forms", form_body(**more))
