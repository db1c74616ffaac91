"""A small company for the browser: three contracts of one cable maker and a truck at the gate."""

from backend.config.demo import people
from backend.config.demo.deal import Deal
from backend.config.demo.desk import Desk
from backend.core.access.models import Assignment, Role
from backend.core.events import log
from backend.core.people.models import User

LOGINS = (
    ("sales", "周敏", "sales"),
    ("risk", "罗平", "risk"),
    ("desk", "陈立", "service_manager"),
    ("fitter", "刘建国", "engineer"),
)
PASSWORD = people.PASSWORD
DAY = "2026-07-02"
NOBODY_ELSE = str(2**62)


def furnish() -> None:
    """Put the data of the stories on file and print the numbers the stories look for."""
    log.HORIZON = NOBODY_ELSE
    for login, name, role in LOGINS:
        user = User.objects.create_user(login, password=PASSWORD, name=name, is_staff=True)
        Assignment.objects.create(user=user, role=Role.objects.get(code=role))
    deal = _deal()
    effective = deal.fixed("20.000", "106000", on=DAY)
    deal.receipt("424000.00", DAY, "20260702-0001")
    deal.plan("line1", "苏B61001", "10.000", DAY)
    waiting = _unsigned(deal), _unsigned(deal)
    _service(deal)
    print(f"EFFECTIVE {effective['no']} WAITING {' '.join(waiting)}", flush=True)


def _deal() -> Deal:
    """The world of the story: our company, a customer of the salesperson, stock and credit."""
    boss, sales = (Desk(User.objects.get(username=name)) for name in ("boss", "sales"))
    deal = Deal(boss, lambda: sum(iter(log.deliver, 0)), author=sales)
    deal.ours()
    deal.stock()
    deal.customer()
    deal.limit("9000000.00")
    return deal


def _unsigned(deal: Deal) -> str:
    """Leave another contract of the salesperson out for signature; one story signs one."""
    line = {
        "product_id": deal.ids["product"], "warehouse_id": deal.ids["warehouse"],
        "quantity": "30.000", "pricing": "fixed", "fixed_price": "107000", "reserves_stock": True,
    }  # fmt: skip
    made = deal.write(
        "/crm/contracts",
        {
            "on": DAY,
            "party_id": deal.ids["buyer"],
            "seller_id": deal.ids["seller"],
            "lines": [line],
            "terms": [{"portion": "rest", "trigger": "signed", "offset_days": 30}],
        },
    )
    deal.ids["waiting"] = str(made["id"])
    deal.do("/crm/contracts/{waiting}/submit")
    deal.do("/crm/contracts/{waiting}/approve", {"on": DAY})
    deal.do("/crm/contracts/{waiting}/send", {"on": DAY})
    return str(made["no"])


def _service(deal: Deal) -> None:
    """Leave two orders for a service engineer who works that day; one story drags one."""
    boss = Desk(User.objects.get(username="boss"))
    fitter = User.objects.get(username="fitter")
    facts = {"on": DAY, "user_id": fitter.pk, "name": fitter.name}
    engineer = boss.do("/service/engineers", {**facts, "skills": [{"code": "cnc", "level": 3}]})
    hours = {"weekdays": [1, 2, 3, 4, 5, 6, 7], "opens": "08:00", "closes": "17:00"}
    boss.do(f"/service/engineers/{engineer['id']}/roster", {**hours, "first": DAY, "last": DAY})
    for text in ("拉丝机漏油", "退火炉不升温"):
        order = {"kind": "repair", "customer_id": deal.ids["buyer"], "summary": text}
        boss.do("/service/work-orders", {**order, "skills": ["cnc:2"], "duration_minutes": 90})
