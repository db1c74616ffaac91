"""An import nobody built on is taken back; one that was built on says where."""

import pytest
from django.db import transaction
from django.utils import timezone

from backend.core.access.actor import system
from backend.core.documents import actions as documents
from backend.core.events.models import Event
from backend.core.jobs import queue
from backend.core.jobs.models import Job
from backend.core.party.models import Party, PartyKey
from backend.core.spreadsheet.actions import imports
from backend.crm.customer.models import Contact, Customer
from backend.crm.lead.models import Lead
from backend.crm.pool.actions import entries
from backend.crm.pool.models import Pool, PoolEntry
from backend.crm.task import actions as tasks
from backend.crm.task.models import Task
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


def call(lead: Lead, boss: Door) -> Task:
    """A task that a play opened about a lead."""
    made = tasks.open_once(
        actor=system("crm.playbook"), origin_key=f"call:{lead.pk}", document="crm.lead",
        document_id=lead.pk, party_id=None, kind="call", title="首次联系",
        owner_id=boss.user.pk, unit_id=None, due_at=timezone.now(),  # type: ignore[union-attr]
    )  # fmt: skip
    assert made is not None
    return made


def test_what_the_house_did_about_the_rows_goes_with_them(boss: Door) -> None:
    batch = brought(boss, "crm.lead", LEADS)
    lead = Lead.objects.get(title="一")
    call(lead, boss)
    documents.remember(lead)
    lead.content = "由系统补充"
    with transaction.atomic():
        documents.save(lead, actor=system("crm.lead"), event="crm.lead.changed")

    assert undo(boss, batch).status_code == 200  # type: ignore[attr-defined]

    assert Lead.objects.count() == Task.objects.count() == 0
    assert Event.objects.filter(name="crm.task.withdrawn").count() == 1


def test_a_task_that_a_person_dealt_with_stops_it(boss: Door) -> None:
    batch = brought(boss, "crm.lead", LEADS)
    task = call(Lead.objects.get(title="一"), boss)
    boss.do(
        f"/crm/tasks/{task.pk}/complete", {"at": "2026-07-02T10:00:00+08:00", "result": "已联系"}
    )

    answer = undo(boss, batch)

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "任务“首次联系”：已有人处理" in answer.body["detail"]  # type: ignore[attr-defined]
    assert (Lead.objects.count(), Task.objects.count()) == (2, 1)


def test_a_customer_that_fell_into_a_pool_by_itself_is_taken_back_too(boss: Door) -> None:
    batch = brought(boss, "crm.customer", CUSTOMERS)
    customer = Customer.objects.order_by("no").first()
    assert customer is not None
    pool = Pool.objects.get(pk=boss.do("/crm/pools", {"name": "总公海"})["id"])
    with transaction.atomic():
        entries.put(
            pool, [(customer, entries.From(customer.owner_id, None, "boss"))],
            entries.Stay(PoolEntry.Way.RECYCLE, "久未联系", timezone.now(), None),
            actor=system("crm.pool"),
        )  # fmt: skip

    answer = undo(boss, batch)

    assert answer.status_code == 200, answer.body  # type: ignore[attr-defined]
    assert Customer.objects.count() == PoolEntry.objects.count() == 0


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every import is a large one."""
    monkeypatch.setattr(imports, "INSTANT_UNDO", 0)


def work() -> bool:
    return queue.work(Job.objects.get(kind="core.undo_import", state="waiting").pk)


def test_a_large_import_is_taken_back_in_the_background(boss: Door, large: None) -> None:
    batch = brought(boss, "crm.lead", LEADS)

    answer = undo(boss, batch)

    assert (answer.status_code, answer.body["state"]) == (200, "undoing")  # type: ignore[attr-defined]
    assert Lead.objects.count() == 2
    assert undo(boss, batch).status_code == 409  # type: ignore[attr-defined]
    assert work()
    assert boss.see(f"/core/imports/{batch['id']}")["state"] == "undone"  # type: ignore[index]
    assert Lead.objects.count() == 0


def test_one_that_cannot_be_taken_back_says_so_and_may_be_tried_again(
    boss: Door, large: None
) -> None:
    batch = brought(boss, "crm.lead", LEADS)
    second = Lead.objects.get(title="二")
    undo(boss, batch)
    boss.do(f"/crm/leads/{second.pk}/start")
    work()

    kept = boss.see(f"/core/imports/{batch['id']}")  # type: ignore[index]
    assert kept["state"] == "done"
    assert kept["error"].startswith("不能撤销：1 行导入后已被修改或引用。第 3 行")
    assert Lead.objects.count() == 2
    assert undo(boss, batch).body["state"] == "undoing"  # type: ignore[attr-defined]
    assert Job.objects.filter(kind="core.undo_import").count() == 2
