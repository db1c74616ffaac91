"""An import nobody built on is taken back; one that was built on says where."""

from backend.core.events.models import Event
from backend.core.party.models import Party, PartyKey
from backend.crm.customer.models import Contact, Customer
from backend.crm.lead.models import Lead
from tests.core.spreadsheet.kit import book, brought
from tests.house_kit import Door

LEADS = book(
    ["主题", "来源", "公司", "外部编号"],
    ["一", "展会", "甲公司", "X-1"],
    ["二", "展会", "乙公司", "X-2"],
)
CUSTOMERS = book(
    ["客户名称", "联系人", "手机"],
    ["江苏远东电缆有限公司", "王工", "13812345678"],
    ["宁波镇海铜业有限公司", "李四", "13900001111"],
)


def undo(door: Door, batch: object) -> object:
    return door.post(f"/core/imports/{batch['id']}/undo")  # type: ignore[index]


def test_what_an_untouched_import_made_is_gone_and_the_feed_can_tell(boss: Door) -> None:
    batch = brought(boss, "crm.lead", LEADS)
    made = set(Lead.objects.values_list("pk", flat=True))

    answer = undo(boss, batch)

    assert (answer.status_code, answer.body["state"]) == (200, "undone")  # type: ignore[attr-defined]
    assert Lead.objects.count() == 0
    gone = Event.objects.filter(name="crm.lead.withdrawn")
    assert {event.document_id for event in gone} == made
    assert all(event.changes["owner_id"] == [boss.user.pk, None] for event in gone)  # type: ignore[union-attr]
    again = brought(boss, "crm.lead", LEADS)
    assert again["created"] == 2


def test_a_customer_goes_with_its_company_its_people_and_its_keys(boss: Door) -> None:
    batch = brought(boss, "crm.customer", CUSTOMERS)

    assert undo(boss, batch).status_code == 200  # type: ignore[attr-defined]

    left = (Customer, Contact, Party, PartyKey)
    assert [model.objects.count() for model in left] == [0, 0, 0, 0]  # type: ignore[attr-defined]


def test_one_row_that_was_changed_since_stops_the_whole_and_is_named(boss: Door) -> None:
    batch = brought(boss, "crm.lead", LEADS)
    second = Lead.objects.get(title="二")
    boss.do(f"/crm/leads/{second.pk}/start")

    answer = undo(boss, batch)

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert answer.body["detail"] == (  # type: ignore[attr-defined]
        "不能撤销：1 行导入后已被修改或引用。第 3 行 XS-2026-0002：之后有改动"
    )
    assert Lead.objects.count() == 2


def test_a_row_that_another_paper_points_at_stops_it_too(boss: Door) -> None:
    batch = brought(boss, "crm.customer", CUSTOMERS)
    party = Party.objects.get(name="江苏远东电缆有限公司")
    boss.do(
        "/crm/leads",
        {"on": "2026-07-02", "title": "询价", "source": "web", "company": "x"},
    )
    Lead.objects.update(party=party)

    answer = undo(boss, batch)

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "P-2026-0001：已被线索引用" in answer.body["detail"]  # type: ignore[attr-defined]
    assert Customer.objects.count() == 2
    assert Event.objects.filter(name__endswith=".withdrawn").count() == 0


def test_changes_are_put_back_to_what_stood_there_before(boss: Door) -> None:
    brought(boss, "crm.customer", CUSTOMERS)
    content = book(["编号", "等级", "城市", "联系人姓名"], ["KH-2026-0001", "A", "无锡", "王总"])
    batch = brought(boss, "crm.customer", content, manner="update")
    customer = Customer.objects.get(no="KH-2026-0001")
    assert (customer.level, customer.party.city) == ("A", "无锡")

    assert undo(boss, batch).status_code == 200  # type: ignore[attr-defined]

    customer.refresh_from_db()
    assert (customer.level, Party.objects.get(pk=customer.party_id).city) == ("C", "")
    assert customer.contacts.get().name == "王工"
