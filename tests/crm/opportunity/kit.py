"""What the stories of the pipeline share: a pipeline with checks, an opportunity on its way."""

from typing import Any

from tests.crm.customer.kit import a_customer
from tests.house_kit import Door

AT = "2026-07-{:02d}T09:00:00+08:00"


def at(day: int) -> str:
    """Give nine in the morning of a day in July."""
    return AT.format(day)


def stage(code: str, likely: str = "0.5", kind: str = "open", **asks: Any) -> dict[str, Any]:
    """Give the body of a stage."""
    return {"code": code, "name": code.upper(), "kind": kind, "probability": likely, **asks}


def ends() -> list[dict[str, Any]]:
    """Give the stages every pipeline here ends in."""
    return [
        stage("hold", "0.05", "waiting"),
        stage("won", "1", "won"),
        stage("lost", "0", "lost"),
        stage("void", "0", "void"),
    ]


def check(fact: str, operator: str, value: str = "", **more: str) -> dict[str, str]:
    """Give the body of a check."""
    return {"fact": fact, "operator": operator, "value": value, **more}


def pipeline(boss: Door, *stages: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Lay down a pipeline."""
    body = {"name": "测试流程", "code": "test", "stages": [*stages, *ends()], **facts}
    return boss.do("/crm/pipelines", body)


def body(party_id: object, **changes: Any) -> dict[str, Any]:
    """Give the body of an opportunity."""
    return {
        "at": at(1),
        "party_id": party_id,
        "name": "三季度阴极铜",
        "amount": "1000000.00",
        "expected_close_on": "2026-08-31",
        **changes,
    }


def opened(door: Door, company: str = "江苏远东电缆有限公司", **changes: Any) -> str:
    """Open an opportunity for a company of its own; give its address."""
    party = a_customer(door, party={"name": company})["party_id"]
    made = door.do("/crm/opportunities", body(party, **changes))
    return f"/crm/opportunities/{made['id']}"


def stages_of(pipeline: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the stages of a pipeline as they can be sent back."""
    return [{k: v for k, v in row.items() if k != "id"} for row in pipeline["stages"]]
