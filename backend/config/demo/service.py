"""The demo company after the sale: machines, tickets in every state, engineers and their week."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from backend.config.demo import workshop
from backend.config.demo.deal import at
from backend.core import context
from backend.service.survey import actions as surveys
from backend.service.survey.models import Survey

if TYPE_CHECKING:
    from backend.config.demo.company import Company

Json = dict[str, Any]
MODELS = (
    # code, name, months of warranty
    ("JB-1600", "铜板剪板机 JB-1600", 12),
    ("FT-650", "铜带分条机 FT-650", 18),
)
FLEET = (
    # serial, model, customer, delivered so many days ago, site
    ("JB16-2301", 0, 0, 620, "一号车间"),
    ("JB16-2406", 0, 0, 140, "二号车间"),
    ("JB16-2407", 0, 1, 120, "下料车间"),
    ("FT65-2402", 1, 1, 200, "分条线"),
    ("FT65-2403", 1, 2, 90, "分条线 A"),
    ("JB16-2408", 0, 3, 60, "板材库"),
)
CODES = (
    ("symptom", "noise", "异响"),
    ("symptom", "stops", "自动停机"),
    ("symptom", "leaks", "漏油"),
    ("symptom", "inaccurate", "尺寸超差"),
    ("cause", "worn", "磨损"),
    ("solution", "replaced", "更换零件"),
    ("solution", "adjusted", "调整参数"),
)
STARTED = "triage assign start"
QUOTED = "triage assign estimate agree start wait:waiting_parts"
TALES = (
    # machine, days ago, kind, symptom, summary, the steps that follow
    (1, 0, "fault", "noise", "刀架下行时异响", ""),
    (2, 1, "fault", "leaks", "液压站漏油，暂可运行", "triage"),
    (3, 1, "inquiry", "", "咨询换型操作", "triage assign"),
    (4, 2, "fault", "inaccurate", "分条宽度偏差 0.3 mm", STARTED),
    (5, 3, "fault", "stops", "偶发急停，待客户提供报警记录", STARTED + " wait:waiting_customer"),
    (0, 4, "fault", "leaks", "油缸密封老化，备件在途", QUOTED),
    (3, 6, "fault", "noise", "张力辊异响，等厂家答复", STARTED + " wait:waiting_supplier"),
    (2, 9, "fault", "stops", "伺服报警停机", STARTED + " resolve"),
    (4, 12, "fault", "noise", "收卷轴承异响", STARTED + " resolve reopen"),
    (1, 30, "fault", "inaccurate", "剪切角度漂移", STARTED + " resolve close"),
    (5, 33, "training", "", "新操作工培训", STARTED + " resolve close"),
    (0, 8, "inquiry", "", "重复来电，已当场解答", "cancel"),
    (4, 2, "fault", "inaccurate", "分条宽度不准（同一问题）", "merge:3"),
)  # fmt: skip
SCORES = ((5, ["speed", "result"], "响应很快"), (4, ["skill"], ""), (2, ["parts"], "等备件太久"))


class Service:
    """The steps of the story, each a verb at somebody's desk."""

    def __init__(self, company: "Company") -> None:
        self.company, self.today = company, company.today
        self.hear: Callable[[], int] = company.hear
        self.ids: dict[str, str] = dict(company.deal.ids)
        self.machines: list[Json] = []
        self.engineers: list[Json] = []
        self.tickets: list[Json] = []

    def do(self, login: str, path: str, body: Json | None = None) -> Json:
        """This will take a step at a desk."""
        return self.company.desk(login).do(path, body)

    def day(self, ago: int) -> str:
        """This will name the day so many days before today."""
        return str(self.today - timedelta(days=ago))

    def user(self, login: str) -> int:
        """This will give the number of a person's log-in."""
        return int(self.company.people[login].pk)

    # -- what there is -----------------------------------------------------------------------

    def furnish(self) -> None:
        """This will lay down models, parts, vans and the words for faults."""
        goods = {"category": "part", "metal": "other", "tracking": "serial"}
        for code, name, months in MODELS:
            facts = {**goods, "unit_of_measure": "台", "warranty_months": months}
            body = {"code": code, "name": name, **facts}
            self.ids[code] = self.do("boss", "/goods/products", body)["id"]
        for code, name, tracking in (("SD-75", "伺服驱动器 SD-75", "serial"),
                                     ("MF-40", "液压密封件 MF-40", "lot")):  # fmt: skip
            body = {**goods, "code": code, "name": name, "unit_of_measure": "件"}
            body["tracking"] = tracking
            self.ids[code] = self.do("boss", "/goods/products", body)["id"]
        for code, name, kind in (("BJ01", "备件中心库", "own"), ("VAN-01", "服务车一号", "van"),
                                 ("VAN-02", "服务车二号", "van")):  # fmt: skip
            body = {"code": code, "name": name, "kind": kind, "city": "无锡"}
            self.ids[code] = self.do("boss", "/goods/warehouses", body)["id"]
        for kind, code, name in CODES:
            self.do("service", "/service/fault-codes", {"kind": kind, "code": code, "name": name})
        for place, nos in (("BJ01", ("SD-001", "SD-002")), ("VAN-01", ("SD-003",))):
            self.stock("SD-75", place, f"{len(nos)}.000", "3600.00", nos)
        for place, weight in (("BJ01", "40.000"), ("VAN-01", "8.000"), ("VAN-02", "8.000")):
            self.stock("MF-40", place, weight, "46.00", ())

    def stock(self, code: str, place: str, weight: str, cost: str, nos: tuple[str, ...]) -> Json:
        since = at(self.day(60), "09:00")
        body = {
            "at": since,
            "product_id": self.ids[code],
            "warehouse_id": self.ids[place],
            "owner_party_id": self.ids["seller"],
            "weight": weight,
            "unit_cost": cost,
        }
        lot = self.do("boss", "/goods/lots", body)
        for no in nos:
            body = {"at": since, "no": no, "lot_id": lot["id"], "warehouse_id": self.ids[place]}
            self.do("boss", "/goods/serials", body)
        return lot

    def hire(self) -> None:
        """This will give two engineers their vans, skills and shifts of last week to next."""
        monday = self.today - timedelta(days=self.today.weekday())
        for login, van, city in (("engineer", "VAN-01", "无锡"), ("engineer2", "VAN-02", "苏州")):
            person = self.company.people[login]
            body = {
                "on": self.day(90),
                "user_id": person.pk,
                "name": str(person),
                "van_id": self.ids[van],
                "territory": ["江苏", city],
                "skills": [{"code": "hydraulic", "level": 3}, {"code": "servo", "level": 2}],
            }
            made = self.do("service", "/service/engineers", body)
            self.engineers.append(made)
            roster = {
                "first": monday - timedelta(days=28),
                "last": monday + timedelta(days=11),
                "weekdays": [1, 2, 3, 4, 5],
                "opens": "08:30",
                "closes": "17:30",
            }
            self.do("service", f"/service/engineers/{made['id']}/roster", roster)

    def install(self) -> None:
        """This will put the machines of four customers on file."""
        for serial, model, customer, ago, site in FLEET:
            _login, buyer = self.company.customers[customer]
            body = {
                "on": self.day(ago),
                "product_id": self.ids[MODELS[model][0]],
                "serial": serial,
                "customer_id": buyer["party_id"],
                "site_name": site,
                "delivered_on": self.day(ago),
                "commissioned_on": self.day(ago - 7),
            }
            self.machines.append(self.do("service", "/service/assets", body))

    # -- tickets -----------------------------------------------------------------------------

    def report(self) -> None:
        """This will have customers call, and bring each matter as far as it has come."""
        for machine, ago, kind, symptom, summary, steps in TALES:
            body = {
                "at": at(self.day(ago), "08:40"),
                "asset_id": self.machines[machine]["id"],
                "kind": kind,
                "symptom_code": symptom,
                "summary": summary,
                "contact_name": "设备科李工",
            }
            ticket = self.do("dispatch", "/service/tickets", body)
            self.tickets.append(ticket)
            for place, step in enumerate(steps.split()):
                self._go_on(ticket, step, at(self.day(ago), f"{9 + place:02}:10"))
        self.hear()

    def _go_on(self, ticket: Json, step: str, moment: str) -> None:
        verb, _colon, word = step.partition(":")
        because = {"reason": "客户来电说明"}
        into = self.tickets[int(word)]["id"] if verb == "merge" else ""
        said: dict[str, Json] = {
            "triage": {"impact": "medium", "urgency": "medium"},
            "assign": {"owner_id": self.user("engineer")},
            "estimate": {"amount": "1860.00", "note": "密封件与两小时工时"},
            "agree": {"name": "设备科李工"},
            "start": {},
            "wait": {"kind": word},
            "resolve": {"solution_code": "replaced", "resolution": "更换后试机正常"},
            "reopen": because,
            "close": {},
            "cancel": because,
            "merge": {**because, "into_id": into},
        }
        body = {"at": moment, **said[verb]}
        self.do("service", f"/service/tickets/{ticket['id']}/{verb}", body)

    def rated(self) -> None:
        """This will have the customers who were asked answer."""
        asked = Survey.objects.filter(state="open").order_by("asked_at", "id")
        for survey, (score, tags, text) in zip(asked[: len(SCORES)], SCORES, strict=False):
            moment = survey.asked_at + timedelta(hours=20)
            context.clock.set(moment)
            surveys.answer(survey.pk, at=moment, score=score, tags=tags, text=text)


def fill(company: "Company") -> None:
    """This will play the service side of the house up to today."""
    story, moment = Service(company), context.clock.get()
    for step in (
        story.furnish,
        story.hire,
        story.install,
        story.report,
        lambda: workshop.visited(story),
        story.rated,
        lambda: workshop.plan_week(story),
        lambda: workshop.maintain(story),
        lambda: workshop.inspect(story),
        lambda: workshop.show(story),
    ):
        step()
        story.hear()
    context.clock.set(moment)
