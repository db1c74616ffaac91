"""Strangers fill in the form on the web site of the demo company; rules find who calls them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from backend.config.demo.deal import at
from backend.config.demo.desk import Desk
from backend.core.people.models import User
from backend.crm.intake import actions

ASKED = (
    # company, person, phone, province, product, tonnes, what they wrote
    (
        "常熟华新线缆厂",
        "沈工",
        "13906230011",
        "江苏",
        "8mm 铜杆",
        "30.000",
        "月供三十吨，求含税到厂价",
    ),
    ("台州永固阀门", "陈经理", "13958610022", "浙江", "H59 铜棒", "5.000", "急用，两周内交货"),
    ("合肥恒通电机", "刘采购", "13855110033", "安徽", "漆包线用铜杆", "15.000", "先要样品和质保书"),
    ("东莞立讯五金", "黄生", "13829290044", "广东", "1# 电解铜", "20.000", "问自提价"),
    (
        "Busan Wire Co.",
        "Mr. Kim",
        "+82 51 555 0101",
        "",
        "Copper rod 8mm",
        "48.000",
        "CIF Busan, USD",
    ),
)


def furnish(desk: Desk, people: Mapping[str, User], *, today: date) -> None:
    """This will draw up a form and two rules, and fill the form in five times."""
    form = desk.do(
        "/crm/lead-forms",
        {
            "on": today,
            "title": "官网询价",
            "title_en": "Ask for a price",
            "asks": ["company", "contact_name", "phone", "email", "province", "product",
                     "quantity", "content"],
            "required": ["contact_name", "phone"],
            "campaign": "官网",
            "default_owner_id": people["sales"].pk,
            "consent": "我同意贵公司就本次询价与我联系。",
            "consent_en": "You may contact me about this enquiry.",
        },
    )  # fmt: skip
    rule: dict[str, Any] = {"on": today, "method": "round_robin"}
    team = [people[name].pk for name in ("sales", "sales2", "sales3")]
    east = {"name": "华东三省", "position": 10, "provinces": ["江苏", "浙江", "安徽"]}
    desk.do("/crm/assignment-rules", rule | east | {"people_ids": team})
    rest = {"name": "其他地区", "position": 90, "method": "load", "people_ids": team}
    desk.do("/crm/assignment-rules", rule | rest)
    for number, row in enumerate(ASKED):
        company, person, phone, province, product, tonnes, content = row
        actions.submit(
            form["key"],
            at=datetime.fromisoformat(at(str(today), f"09:{number * 7:02d}")),
            client_id=f"demo-client-{number}",
            answers={
                "company": company, "contact_name": person, "phone": phone, "province": province,
                "product": product, "quantity": Decimal(tonnes),
                "content": content,
            },
            agreed=True,
        )  # fmt: skip
