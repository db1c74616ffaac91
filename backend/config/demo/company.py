"""The demo company at work: prices, stock, 200 customers, what is open and what is overdue."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

from backend.config.demo import (
    freight,
    leads,
    names,
    people,
    pipelines,
    playbook,
    pools,
    prices,
    service,
    supply,
)
from backend.config.demo.deal import FIXINGS, LINE_ONE, LINE_TWO, Deal, at
from backend.config.demo.desk import Desk
from backend.core.access.actor import system
from backend.core.people.models import User
from backend.crm.portrait import actions as portrait

SEED = 20260701
FILES = ("shfe_daily.csv", "lme_cu_3m.csv", "usdcny_daily.csv")
STAFF = ("sales", "sales2", "sales3")
LEAD_TOPICS = [
    "询 T2 铜杆月供 50 吨",
    "寻 0# 锌锭现货",
    "电解铜长单比价",
    "铜管坯料试订",
    "废铜换锭",
]
TALKS = [
    ("call", "确认本月用量与到货节奏，对方关心升贴水。"),
    ("visit", "到厂看了熔铸线，库存约五天，月底前要补货。"),
    ("wechat", "发送今日报价与提货安排。"),
    ("meeting", "商谈全年长单，对方希望按月均价结算。"),
]


class Company:
    """Builds the demo company step by step; every step is a verb of the house."""

    def __init__(self, *, today: date, hear: Callable[[], int]) -> None:
        self.today, self.hear = today, hear
        self.dice = random.Random(SEED)  # noqa: S311
        self.people: dict[str, User] = {}
        self.customers: list[tuple[str, dict[str, Any]]] = []
        self.deal: Deal

    def desk(self, login: str) -> Desk:
        """This will give a person's desk."""
        return Desk(self.people[login])

    def build(self) -> None:
        """This will build everything; it takes a minute or two."""
        self.people = people.make()
        playbook.begin(self)
        self.prices()
        self.reference_deal()
        freight.furnish(self.desk("boss"), today=self.today)
        self.find_customers()
        self.find_leads()
        leads.furnish(self.desk("boss"), self.people, today=self.today)
        self.follow_up()
        self.price_books()
        self.more_stock()
        self.sell_and_wait()
        self.offer()
        pipelines.fill(self)
        self.watch_prices()
        pools.fill(self)
        playbook.play(self, hear=self.hear)
        supply.fill(self)
        service.fill(self)
        self.hear()
        portrait.value_all(actor=system("demo"), on=self.today)

    # -- the world ---------------------------------------------------------------------------

    def prices(self) -> None:
        """This will import the price files as they were published."""
        for name in FILES:
            text = (settings.ROOT / "fixtures" / "market" / name).read_text(encoding="utf-8")
            self.desk("trader").do(
                "/market/quote-imports",
                {
                    "on": self.today,
                    "text": text,
                    "file_name": name,
                    "source": name.split("_")[0].upper(),
                    "keep_good": True,
                },
            )

    def reference_deal(self) -> None:
        """This will play the reference deal to its last payment."""
        self.deal = deal = Deal(self.desk("boss"), self.hear, author=self.desk("sales"))
        deal.instrument()
        deal.ours()
        deal.lead()
        deal.stock()
        deal.contract()
        deal.receipt("2459730.00", "2026-07-02", "20260702-0017")
        deal.receipt("13118560.00", "2026-07-07", "20260707-0102")
        for quantity, day in FIXINGS:
            deal.fix(quantity, day)
        for plate, ours, theirs in LINE_ONE:
            deal.truck("line1", plate, ours, "2026-08-10", theirs=theirs)
        for plate, ours in LINE_TWO:
            deal.truck("line2", plate, ours, "2026-08-12")
        deal.settle("2026-08-21")
        deal.invoice("2026-08-23", "26322000000012345678")
        deal.receipt("1086670.41", "2026-08-25", "20260825-0009")
        deal.do("/crm/contracts/{contract}/fulfil", {"on": "2026-08-26"})

    # -- customers ---------------------------------------------------------------------------

    def find_customers(self) -> None:
        """This will put 199 more customers on file, each with a person to call."""
        for company in names.companies(199, seed=SEED):
            login = self.dice.choice(STAFF)
            level = self.dice.choices("ABCD", weights=(1, 3, 5, 2))[0]
            made = self.desk(login).do(
                "/crm/customers",
                {
                    "on": self.today - timedelta(days=self.dice.randint(20, 700)),
                    "party": {
                        "name": company.name,
                        "short_name": company.short,
                        "uscc": company.uscc,
                        "province": company.province,
                        "city": company.city,
                        "industry": company.industry,
                    },
                    "level": level,
                    "source": self.dice.choice(["展会", "转介绍", "电话开发", "网络询盘"]),
                    "contacts": [
                        {
                            "name": company.contact,
                            "title": self.dice.choice(["采购经理", "总经理", "供应部长"]),
                            "role": self.dice.choice(["decider", "buyer"]),
                            "phone": company.phone,
                        }
                    ],
                },
            )
            self.customers.append((login, made))

    def find_leads(self) -> None:
        """This will take in leads, some of them already worked on."""
        for number, company in enumerate(names.companies(24, seed=SEED + 1)):
            desk = self.desk(STAFF[number % 3])
            lead = desk.do(
                "/crm/leads",
                {
                    "on": self.today - timedelta(days=number),
                    "title": self.dice.choice(LEAD_TOPICS),
                    "source": self.dice.choice(["web", "fair", "referral"]),
                    "company": company.name,
                    "contact_name": company.contact,
                    "contact_phone": company.phone,
                },
            )
            if number % 2:
                desk.do(f"/crm/leads/{lead['id']}/start")

    def follow_up(self) -> None:
        """This will write down talks, some with a next step that is already late."""
        for login, customer in self.customers[:60]:
            kind, content = self.dice.choice(TALKS)
            days = self.dice.randint(1, 25)
            self.desk(login).do(
                "/crm/followups",
                {
                    "document": "crm.customer",
                    "document_id": customer["id"],
                    "kind": kind,
                    "at": at(str(self.today - timedelta(days=days)), "15:00"),
                    "content": content,
                    "next_action": "回访并确认订单",
                    "next_on": self.today + timedelta(days=self.dice.randint(-6, 12)),
                },
            )

    # -- goods and deals ---------------------------------------------------------------------

    def price_books(self) -> None:
        """This will say what goods cost whom."""
        prices.furnish(
            self.desk("boss"),
            today=self.today,
            product_id=self.deal.ids["product"],
            customers=self.customers,
        )

    def more_stock(self) -> None:
        """This will bring in what the later deals are delivered from."""
        keeper = self.desk("admin")
        for weight, cost, brand, day in (
            ("400.000", "90500", "贵冶", "2026-09-01"),
            ("250.000", "91200", "铜冠", "2026-10-12"),
            ("180.000", "92000", "江铜", "2026-11-03"),
        ):
            keeper.do(
                "/goods/lots",
                {
                    "at": at(day),
                    "product_id": self.deal.ids["product"],
                    "warehouse_id": self.deal.ids["warehouse"],
                    "owner_party_id": self.deal.ids["seller"],
                    "weight": weight,
                    "unit_cost": cost,
                    "brand": brand,
                },
            )

    def sell_and_wait(self) -> None:
        """This will sell to ten customers who got the goods and still owe some of the money."""
        for number, (login, customer) in enumerate(self.customers[:10]):
            signed = self.today - timedelta(days=100 - 9 * number)
            self._sale(login, customer, number=number, on=max(signed, date(2026, 9, 2)))

    def _sale(self, login: str, customer: dict[str, Any], *, number: int, on: date) -> None:
        tonnes = Decimal(12 + 3 * number)
        price = Decimal(106_000 + 150 * number)
        owed = tonnes * price
        deal = Deal(self.desk("boss"), self.hear, author=self.desk(login), ids=dict(self.deal.ids))
        deal.ids |= {"buyer": customer["party_id"], "customer": customer["id"]}
        deal.limit(f"{(owed * 2).quantize(Decimal('1.00'))}")
        deal.fixed(f"{tonnes:.3f}", f"{price}", on=str(on))
        deal.receipt(f"{owed * Decimal('0.2'):.2f}", str(on + timedelta(days=1)), f"S{number:03d}")
        day = str(on + timedelta(days=3))
        deal.truck("line1", f"苏B6{number:04d}", f"{tonnes:.3f}", day)
        if number % 3 == 0:
            share = owed * Decimal("0.3")
            deal.receipt(f"{share:.2f}", str(on + timedelta(days=20)), f"S{number:03d}-2")

    def offer(self) -> None:
        """This will open opportunities and send quotes that wait for an answer."""
        for number, (login, customer) in enumerate(self.customers[12:30]):
            desk = self.desk(login)
            desk.do(
                "/crm/opportunities",
                {
                    "at": at(str(self.today - timedelta(days=number + 1))),
                    "party_id": customer["party_id"],
                    "name": f"电解铜 {20 + 5 * number} 吨",
                    "amount": f"{(20 + 5 * number) * 105_000}.00",
                    "expected_close_on": self.today + timedelta(days=5 + 2 * number),
                },
            )
            if number % 3 == 0:
                self._quote(desk, customer, number)

    def _quote(self, desk: Desk, customer: dict[str, Any], number: int) -> None:
        day = self.today - timedelta(days=2)
        quote = desk.do(
            "/crm/quotes",
            {
                "on": day,
                "party_id": customer["party_id"],
                "valid_until": self.today + timedelta(days=1 + number % 4),
                "lines": [
                    {
                        "product_id": self.deal.ids["product"],
                        "quantity": f"{20 + 5 * number}.000",
                        "pricing": "fixed",
                        "fixed_price": "105200",
                        "tolerance_more": "0.02",
                        "tolerance_less": "0.02",
                    }
                ],
                "terms": [{"portion": "rest", "trigger": "before_release"}],
            },
        )
        path = f"/crm/quotes/{quote['id']}"
        desk.do(f"{path}/submit")
        self.desk("boss").do(f"{path}/approve", {"on": day})
        desk.do(f"{path}/send", {"on": day, "via": "微信"})

    def watch_prices(self) -> None:
        """This will set two alerts on copper."""
        boss = self.people["boss"]
        for direction, level in (("above", "108000"), ("below", "98000")):
            self.desk("trader").do(
                "/market/alerts",
                {
                    "instrument_id": self.deal.ids["copper"],
                    "kind": "settle",
                    "direction": direction,
                    "level": level,
                    "band": "0.005",
                    "receivers": [boss.pk],
                },
            )
