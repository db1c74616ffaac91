"""A secret in every closed field of the papers around a deal: prices, pools, quarrels, files."""

from typing import Any

from django.test import Client
from django.utils import timezone

from backend.config.demo.deal import at
from backend.core.spreadsheet import running
from backend.crm.quote.models import Quote
from tests.core.spreadsheet import kit as sheets
from tests.crm.freight.make import card, profile
from tests.crm.intake import kit as intake
from tests.house.crawl import change
from tests.house_kit import Door
from tests.journeys.told import Deal

DAY = "2026-07-01"
FAR = "2099-12-31"
Desks = dict[str, Door]


def hoard(deal: Deal, desks: Desks) -> None:
    """Fill every paper that the deal itself does without."""
    _prices(deal)
    _ways(deal)
    _priced_quote(deal, desks)
    _pool(deal, desks)
    _quarrel(deal, desks)
    _form(deal, desks)
    _files(deal, desks)
    _merged(deal, desks)
    _target(deal, desks)
    _task(deal, desks)


def _prices(deal: Deal) -> None:
    """A book with a floor, a book that rests on cost; nobody below the boss knows either figure."""
    rod = {"name": "低氧铜杆", "category": "rod", "metal": "cu"}
    for code in ("ROD8", "ROD9"):
        deal.ids[code] = deal.do("/goods/products", {**rod, "code": code})["id"]
    entries = [
        {"product_id": deal.ids["ROD8"], "price": "107613.00", "floor_price": "104417.31"},
        {"product_id": deal.ids["product"], "kind": "markup", "cost_markup": "0.041337"},
    ]
    head = {"on": "2026-01-01", "name": "年度目录价", "valid_from": "2026-01-01"}
    book = deal.do("/crm/price-books", {**head, "entries": entries})
    deal.ids["book"] = book["id"]
    deal.do("/crm/price-books/{book}/approve", {"on": "2026-01-01"})
    deal.do("/crm/price-books/{book}/revise", {"valid_from": "2027-01-01"})


def _ways(deal: Deal) -> None:
    deal.do("/crm/freight-cards", card())
    deal.do("/crm/cost-profiles", profile())


def _priced_quote(deal: Deal, desks: Desks) -> None:
    """A quote priced from the book with a cost sheet, accepted by the customer at its link."""
    lines: list[dict[str, Any]] = [
        {"product_id": deal.ids["ROD8"], "pricing": "fixed", "quantity": "7.000",
         "price_from": "book"},
        {"product_id": deal.ids["product"], "pricing": "fixed", "quantity": "3.000",
         "price_from": "book"},
        {"product_id": deal.ids["ROD9"], "pricing": "fixed", "quantity": "2.000",
         "price_from": "cost"},
    ]  # fmt: skip
    costs = [
        {"line_seq": 1, "kind": "metal", "amount": "90417.83"},
        {"line_seq": 2, "kind": "metal", "amount": "90427.83"},
        {"line_seq": 3, "kind": "metal", "amount": "90437.83"},
        {"kind": "processing", "amount": "1217.29"},
        {"line_seq": 3, "kind": "markup", "basis": "percent", "amount": "0.033117"},
    ]
    body = {
        "on": DAY, "party_id": deal.ids["buyer"], "seller_id": deal.ids["seller"],
        "valid_until": FAR, "lines": lines, "costs": costs,
        "terms": [{"portion": "rest", "trigger": "signing"}],
    }  # fmt: skip
    quote = desks["boss"].do("/crm/quotes", body)
    deal.ids["priced"] = quote["id"]
    _give(deal, desks["sales"])
    deal.do("/crm/quotes/{priced}/submit")
    desks["boss"].do(f"/crm/quotes/{quote['id']}/approve", {"on": DAY})
    deal.do("/crm/quotes/{priced}/send", {"on": DAY, "via": "微信"})
    deal.do("/crm/quotes/{priced}/share", {"at": timezone.now().isoformat(), "days": 7})
    url = deal.read("/crm/quotes/{priced}/links")["items"][0]["url"]
    deal.ids["token"] = url.rsplit("/", 1)[1]
    yes = {"name": "王建国", "phone": "13655557777", "remark": "尽快", "consent": "true"}
    answer = Client().post(f"/q/{deal.ids['token']}/accept", yes)
    assert answer.status_code == 302, answer.content.decode()
    deal.hear()


def _give(deal: Deal, desk: Door) -> None:
    """Let the quote be this person's: who wrote the costs down is not who sells."""
    assert desk.user is not None
    unit = desk.user.memberships.first()
    rows = Quote.objects.filter(pk=deal.ids["priced"])
    rows.update(owner_id=desk.user.pk, unit_id=unit.unit_id if unit else None)


def _company(number: int, **party: Any) -> dict[str, Any]:
    named = {"name": f"无锡{number}金属制品有限公司", "phone": f"1371234{number:04d}", **party}
    people = [{"name": "王采购", "phone": f"1390000{number:04d}", "email": f"w{number}@secret.cn"}]
    return {"on": DAY, "party": named, "contacts": people, "note": f"老板手机 1378888{number:04d}"}


def _pool(deal: Deal, desks: Desks) -> None:
    """A customer in a pool that hides its people, and one that was claimed from it."""
    members = [_pk(desks[name]) for name in ("sales", "sales2")]
    body = {"name": "华东公海", "member_ids": members,
            "hidden_fields": ["contacts", "note", "from_name", "phone"]}  # fmt: skip
    deal.ids["pool"] = deal.do("/crm/pools", body)["id"]
    for number in (8101, 8102):
        customer = desks["sales2"].do("/crm/customers", _company(number))
        back = {"customer_id": customer["id"], "pool_id": deal.ids["pool"], "reason": "长期无需求"}
        entry = desks["sales2"].do("/crm/pool-entries", back)
    desks["admin"].do(
        f"/crm/pool-entries/{entry['id']}/assign",
        {"owner_id": _pk(desks["sales"]), "reason": "分配"},
    )
    deal.do("/crm/recycle-rules", {"name": "30 天未跟进", "pool_id": deal.ids["pool"],
            "clock": "since_last_contact", "days": 30})  # fmt: skip
    deal.hear()


def _quarrel(deal: Deal, desks: Desks) -> None:
    """Two of two teams after one company, known by one phone."""
    desks["sales2"].do("/crm/customers", _company(8201, phone="13912348201"))
    known = {"phone": "13912348201", "duplicate_reason": "客户说是新公司"}
    mine = desks["sales"].do("/crm/customers", _company(8202, **known))
    body = {"document_id": mine["id"], "at": at(DAY), "note": "我先拜访的"}
    case = desks["sales"].do("/crm/conflicts", body)
    deal.ids["case"] = case["id"]
    deal.hear()


def _form(deal: Deal, desks: Desks) -> None:
    """Somebody asks on the web site; the answer becomes a lead of the seller."""
    form = desks["admin"].do(
        "/crm/lead-forms", intake.form_body(default_owner_id=_pk(desks["sales"]))
    )
    deal.ids["form_key"] = form["key"]
    intake.fresh()
    answer = intake.send(form["key"], intake.answers(7, phone="13977776666", email="li@secret.cn"))
    assert answer.status_code < 300, answer.content.decode()
    deal.hear()


def _files(deal: Deal, desks: Desks) -> None:
    """A list of customers with phones brought in, and one taken out by finance."""
    rows = sheets.book(
        ["公司名称", "电话", "联系人1 姓名", "联系人1 电话"],
        ["常州铜材厂", "13544443333", "钱工", "13533332222"],
    )
    batch = sheets.uploaded(desks["lead"], "crm.customer", rows)
    deal.ids["batch"] = batch["id"]
    desks["lead"].do(f"/core/imports/{batch['id']}/map", {"mapping": batch["mapping"]})
    sheets.checked(desks["lead"], batch["id"], similar=True)
    sheets.ran(desks["lead"], batch["id"])
    made = desks["finance"].do("/core/exports", {"on": DAY, "document": "crm.customer"})
    deal.ids["export"] = made["id"]
    running.work(made["id"])
    deal.hear()


def _merged(deal: Deal, desks: Desks) -> None:
    """Two rows for one company become one: what the loser was stands in the log."""
    bank = {"bank": "中国银行", "account": "4567350012349911"}
    kept = desks["sales"].do("/crm/customers", _company(8301))
    change(deal.door, f"/core/parties/{kept['party_id']}", {"banks": [bank]})
    short = {"phone": "13912348302", "duplicate_reason": "待核实"}
    gone = desks["sales"].do("/crm/customers", _company(8302, **short))
    body = {
        "survivor_id": kept["party_id"], "victim_ids": [gone["party_id"]],
        "at": at("2026-07-02"), "reason": "同一家公司",
    }  # fmt: skip
    deal.do("/core/merges", body)


def _target(deal: Deal, desks: Desks) -> None:
    """A margin to make, measured on the deal."""
    body = {"at": at(DAY), "subject": "user", "person_id": _pk(desks["sales"]),
            "metric": "margin", "period": "quarter", "starts_on": DAY,
            "value": "500000"}  # fmt: skip
    deal.ids["target"] = desks["lead"].do("/crm/targets", body)["id"]
    desks["lead"].do(f"/crm/targets/{deal.ids['target']}/measure", {"at": at("2026-09-01")})


def _task(deal: Deal, desks: Desks) -> None:
    body = {"title": "回访远东电缆", "due_at": at("2026-07-05"), "document": "crm.customer",
            "document_id": deal.ids["customer"], "party_id": deal.ids["buyer"]}  # fmt: skip
    deal.ids["task"] = desks["sales"].do("/crm/tasks", body)["id"]


def _pk(desk: Door) -> int:
    assert desk.user is not None
    return desk.user.pk
