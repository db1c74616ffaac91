"""The demo company's sales under way: won, lost and void ones of the past, and its targets."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from backend.config.demo.deal import at
from backend.core.people.models import Unit

if TYPE_CHECKING:
    from backend.config.demo.company import Company

RIVALS = ("铜陵有色", "江铜国贸", "西部矿业", "中条山")
STAGES = ("need", "offer", "negotiation", "signing")
LOSSES = (
    ("price", "报价高出对手 60 元/吨"),
    ("competitor", "对手同意月结 60 天"),
    ("delivery", "客户要三天内到货，现货不足"),
    ("payment", "客户不接受带款提货"),
    ("postponed", "产线检修，采购推到下季度"),
    ("no_reply", "三次联系无回复"),
)
GOALS = (("sales", "18000000"), ("sales2", "12000000"), ("sales3", "9000000"))


def fill(company: "Company") -> None:
    """This will take opportunities through their stages on past days, and set the targets."""
    for number, (login, customer) in enumerate(company.customers[40:82]):
        path = _open(company, login, customer, number)
        if number % 7 == 6:
            _quoted(company, login, path, number)
            continue
        reached = _walk(company, login, path, number)
        _end(company, login, path, number, reached)
    _targets(company)


def _started(company: "Company", number: int) -> date:
    return company.today - timedelta(days=95 - 2 * number)


def _open(company: "Company", login: str, customer: dict[str, Any], number: int) -> str:
    """A sale of copper with its item and, for every second one, a competitor."""
    tonnes = 10 + 5 * (number % 9)
    body: dict[str, Any] = {
        "at": at(str(_started(company, number))),
        "party_id": customer["party_id"],
        "name": f"电解铜 {tonnes} 吨",
        "amount": f"{tonnes * 105_000}.00",
        "expected_close_on": company.today + timedelta(days=3 * (number % 20) - 10),
        "content": "按月均价结算，送到工厂。",
        "source": ("fair", "referral", "phone", "web")[number % 4],
        "items": [
            {
                "product_id": company.deal.ids["product"],
                "quantity": f"{tonnes}.000",
                "formula": "SHFE 当月均价 + 120",
            }
        ],
        "rivals": [
            {
                "name": RIVALS[number % 4],
                "price": f"{104_800 + 20 * (number % 5)}",
                "strength": "账期长",
                "weakness": "到货不稳定",
            }
        ]
        * (number % 2),
    }
    if number % 7 == 6:
        body["business"] = "spot"
    made = company.desk(login).do("/crm/opportunities", body)
    return f"/crm/opportunities/{made['id']}"


def _quoted(company: "Company", login: str, path: str, number: int) -> None:
    """A spot sale gets its price the next day; its pipeline asks for a contact and items."""
    day = _started(company, number) + timedelta(days=1)
    company.desk(login).do(f"{path}/move", {"at": at(str(day)), "stage": "quoted"})


def _walk(company: "Company", login: str, path: str, number: int) -> int:
    """Some go all the way, some stay where they began; each step takes a few days."""
    reached = number % 4
    for step in range(1, reached + 1):
        day = _started(company, number) + timedelta(days=(3 + number % 5) * step)
        if day < company.today:
            company.desk(login).do(f"{path}/move", {"at": at(str(day)), "stage": STAGES[step]})
    return reached


def _end(company: "Company", login: str, path: str, number: int, reached: int) -> None:
    """The older half has come to its end: won by the manager's word, lost, or no sale at all."""
    day = _started(company, number) + timedelta(days=8 * (reached + 1) + number % 6)
    if number >= 24 or day >= company.today:
        return
    when = at(str(day))
    if reached == 3:
        company.desk("boss").do(f"{path}/win", {"at": when, "reason": "客户已按口头约定付款提货"})
    elif number % 12 == 4:
        company.desk(login).do(f"{path}/void", {"at": when, "reason": "与另一条商机重复"})
    else:
        code, why = LOSSES[number % len(LOSSES)]
        loss = {"at": when, "lost_reason": code, "reason": why, "lost_to": RIVALS[number % 4]}
        company.desk(login).do(f"{path}/lose", loss)


def _targets(company: "Company") -> None:
    """A month's and a quarter's target of each salesperson, and the region's."""
    month = company.today.replace(day=1)
    quarter = month.replace(month=3 * ((month.month - 1) // 3) + 1)
    boss, now = company.desk("boss"), at(str(company.today))
    for login, goal in GOALS:
        mine = {"at": now, "subject": "user", "person_id": company.people[login].pk}
        for metric in ("contract_amount", "receipts"):
            boss.do(
                "/crm/targets",
                {**mine, "metric": metric, "period": "month", "starts_on": month, "value": goal},
            )
        whole = str(Decimal(goal) * 3)
        boss.do(
            "/crm/targets",
            {
                **mine,
                "metric": "contract_amount",
                "period": "quarter",
                "starts_on": quarter,
                "value": whole,
            },
        )
    boss.do(
        "/crm/targets",
        {
            "at": now,
            "subject": "unit",
            "for_unit_id": Unit.objects.get(name="华东大区").pk,
            "metric": "tonnes",
            "period": "quarter",
            "starts_on": quarter,
            "value": "900",
        },
    )
