"""A list goes out under the columns an import takes; put in again it changes nothing."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from backend.core.access.actor import system
from backend.core.access.models import Mode, Scope
from backend.core.events.models import Event
from backend.core.jobs import queue
from backend.core.jobs.models import Job
from backend.core.people.models import User
from backend.core.spreadsheet import actions, exporting, plans
from backend.core.spreadsheet.actions import exports
from backend.core.spreadsheet.models import ExportFile
from tests.core.spreadsheet.kit import book, brought, opened, send, tally
from tests.house_kit import Door, door_for, person

ON = "2026-07-02"


def out(door: Door, document: str, *, kind: str = "xlsx", **query: str) -> bytes:
    """Export a list and download it."""
    made = door.do("/core/exports", {"on": ON, "document": document, "kind": kind, "query": query})
    assert made["state"] == "ready", made
    return content(door, made["id"])


def content(door: Door, pk: str) -> bytes:
    answer = door.get(f"/core/exports/{pk}/content")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.fixture
def world(boss: Door) -> Door:
    """One of each, with every kind of value and texts that could be run."""
    boss.do(
        "/crm/customers",
        {
            "on": "2026-07-01",
            "level": "A",
            "party": {
                "name": "江苏远东电缆有限公司",
                "short_name": "=1+1",
                "phone": "+86 510 1234567",
            },
            "note": "第一行\r\n第二行",
            "source": "-12.50",
            "contacts": [
                {"name": "王工", "phone": "013812345678", "role": "decider"},
                {"name": "李四", "email": "li@example.com"},
            ],
        },
    )
    second = boss.do("/crm/customers", {"on": "2026-07-01", "party": {"name": "@宁波镇海铜业"}})
    boss.do(
        "/crm/leads",
        {
            "on": "2026-07-01",
            "title": "+询价",
            "source": "fair",
            "company": "甲",
            "content": "a;b,c",
        },
    )
    product = boss.do(
        "/goods/products",
        {
            "code": "CU-8", "name": "铜杆", "category": "rod", "metal": "cu",
            "brands": ["江铜", "铜陵"],
            "density": "8.9600", "vat_rate": "0.09", "tracks_lots": False,
        },
    )  # fmt: skip
    machine = {"on": ON, "product_id": product["id"], "customer_id": second["party_id"],
               "serial": "=A-1", "delivered_on": "2024-05-20", "latitude": "31.200000",
               "longitude": "119.800000"}  # fmt: skip
    boss.do("/service/assets", machine)
    return boss


DOCUMENTS = ["crm.customer", "crm.contact", "crm.lead", "goods.product", "service.asset"]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "csv_gb18030"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_went_out_changes_nothing_when_it_comes_in(
    world: Door, document: str, kind: str
) -> None:
    file = out(world, document, kind=kind)
    before = Event.objects.exclude(document="core.import_batch").count()

    batch = brought(world, document, file, manner="upsert")

    rows = {"crm.customer": 2, "crm.contact": 2}.get(document, 1)
    assert tally(batch) == (0, 0, rows, 0, 0)
    assert batch["state"] == "done"
    assert len(batch["mapping"]) == len(batch["headers"])
    assert Event.objects.exclude(document="core.import_batch").count() == before


def test_every_importable_document_has_such_a_story() -> None:
    told = {*DOCUMENTS, "crm.pricebook"}

    assert {plan.resource.code for plan in plans.plans()} <= told


def test_no_cell_is_a_formula_and_a_number_stays_a_number(world: Door) -> None:
    found = load_workbook(io.BytesIO(out(world, "crm.customer")))

    cells = [cell for row in found.worksheets[0].iter_rows(min_row=2) for cell in row]
    values = {cell.value for cell in cells}
    assert all(cell.data_type != "f" for cell in cells)
    assert {"'=1+1", "-12.50", "'@宁波镇海铜业", "013812345678"} <= values
    product = opened(out(world, "goods.product"))
    assert 0.09 in product[1]
    assert 8.96 in product[1]


def test_the_file_says_who_took_it_out_and_the_log_does_too(world: Door) -> None:
    file = out(world, "crm.lead")
    marks = [row[0].value for row in load_workbook(io.BytesIO(file)).worksheets[1].iter_rows()]
    text = out(world, "crm.lead", kind="csv")

    assert marks[0] == "导出人：boss"
    assert text.decode("utf-8-sig").startswith("# 导出人：boss")
    names = Event.objects.filter(document="core.export_file").values_list("name", flat=True)
    assert list(names.order_by("pk"))[:3] == [
        "core.export_file.created", "core.export_file.finished", "core.export_file.downloaded",
    ]  # fmt: skip
    first = Event.objects.filter(name="core.export_file.created").first()
    assert first is not None
    assert (first.payload["document"], first.payload["total"]) == ("crm.lead", 1)
    assert first.actor_label == "boss"


def test_the_list_is_narrowed_as_the_list_itself(world: Door) -> None:
    assert len(opened(out(world, "crm.customer", level="A"))) == 2
    assert len(opened(out(world, "crm.customer", q="宁波"))) == 2
    refused = world.post(
        "/core/exports",
        {"on": ON, "document": "crm.customer", "query": {"party__phone": "1"}},
    )
    assert refused.status_code == 422
    assert "query.party__phone" in refused.body["errors"] or refused.body["errors"]


def test_masked_is_masked_and_hidden_is_no_column(world: Door) -> None:
    grants = {
        "crm.view_customer": Scope.ALL, "crm.export_customer": Scope.ALL,
        "core.create_export_file": Scope.OWN, "core.view_export_file": Scope.OWN,
    }  # fmt: skip
    ann = door_for(
        person("ann", grants=grants, fields={
            ("crm.customer", "contacts.phone"): Mode.MASKED, ("crm.contact", "phone"): Mode.WRITE,
        })
    )  # fmt: skip

    heads, *rows = opened(out(ann, "crm.customer"))

    assert "联系人电话" in heads
    assert "联系人邮箱" not in heads
    assert "单位电话" not in heads
    assert "银行账号" not in heads
    assert rows[-1][heads.index("联系人电话")] in ("013****5678", None)
    assert "013812345678" not in str(rows)


def test_who_may_not_export_gets_nothing(world: Door, stranger: Door, nobody: Door) -> None:
    body = {"on": ON, "document": "crm.lead"}
    ann = door_for(
        person("ann", grants={"crm.view_lead": Scope.ALL, "core.create_export_file": Scope.OWN})
    )
    made = world.do("/core/exports", body)

    assert nobody.post("/core/exports", body).status_code == 401
    assert stranger.post("/core/exports", body).status_code == 403
    assert ann.post("/core/exports", body).status_code == 403
    assert ann.get(f"/core/exports/{made['id']}/content").status_code in (403, 404)
    assert ExportFile.objects.count() == 1


def test_too_many_rows_are_said_not_cut(world: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "USUAL_ROWS", 1)
    grants = {
        "crm.view_customer": Scope.ALL, "crm.export_customer": Scope.ALL,
        "core.create_export_file": Scope.OWN, "core.view_export_file": Scope.OWN,
    }  # fmt: skip
    ann = door_for(person("ann", grants=grants))

    answer = ann.post("/core/exports", {"on": ON, "document": "crm.customer"})

    assert answer.status_code == 422
    assert answer.body["detail"].startswith("共 2 行，超过一次可导出的 1 行。")
    assert len(opened(out(world, "crm.customer"))) == 3


def test_a_long_list_is_written_in_the_background_and_its_link_ends(
    world: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "INSTANT_ROWS", 0)
    made = world.do("/core/exports", {"on": ON, "document": "crm.lead"})
    pk = made["id"]
    assert made["state"] == "waiting"
    assert world.get(f"/core/exports/{pk}/content").status_code == 409

    assert queue.work(Job.objects.get(kind="core.export").pk)
    assert len(opened(content(world, pk))) == 2

    ExportFile.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    late = world.get(f"/core/exports/{pk}/content")
    assert (late.status_code, late.body["detail"]) == (409, "下载链接已过期，请重新导出。")
    assert actions.expire(actor=system("clock")) == 1
    assert world.see(f"/core/exports/{pk}")["state"] == "expired"


def test_a_file_that_cannot_be_written_says_so_and_may_be_tried_again(
    world: Door, stranger: Door, nobody: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "INSTANT_ROWS", 0)
    made = world.do("/core/exports", {"on": ON, "document": "crm.lead"})
    address = f"/core/exports/{made['id']}"

    def full(*_given: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(exporting, "write", full)
        assert queue.work(Job.objects.get(kind="core.export").pk)
    failed = world.see(address)
    assert (failed["state"], failed["error"]) == ("failed", "生成文件时出错，请重试。")
    assert failed["verbs"] == ["retry"]
    assert world.get(f"{address}/content").status_code == 409
    assert Event.objects.filter(name="core.export_file.failed").count() == 1

    assert nobody.post(f"{address}/retry").status_code == 401
    assert stranger.post(f"{address}/retry").status_code == 403
    assert world.do(f"{address}/retry")["state"] == "waiting"
    assert world.post(f"{address}/retry").status_code == 409
    assert queue.work(Job.objects.get(kind="core.export", state="waiting").pk)
    ready = world.see(address)
    assert (ready["state"], ready["error"]) == ("ready", "")
    assert len(opened(content(world, made["id"]))) == 2


def test_rights_that_were_lost_meanwhile_fail_it_with_that_reason(
    world: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "INSTANT_ROWS", 0)
    made = world.do("/core/exports", {"on": ON, "document": "crm.lead"})
    User.objects.filter(pk=world.user.pk).update(is_active=False)  # type: ignore[union-attr]

    assert queue.work(Job.objects.get(kind="core.export").pk)

    failed = ExportFile.objects.get(pk=made["id"])
    assert (failed.state, failed.error) == ("failed", "发起人的账号或密钥已停用。")


def test_an_export_whose_worker_died_each_time_does_not_wait_for_ever(
    world: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "INSTANT_ROWS", 0)
    made = world.do("/core/exports", {"on": ON, "document": "crm.lead"})
    assert actions.bury() == 0
    Job.objects.filter(kind="core.export").update(attempts=3)
    queue.work(Job.objects.get(kind="core.export").pk)

    assert actions.bury() == 1
    assert world.see(f"/core/exports/{made['id']}")["state"] == "failed"


def test_the_error_workbook_is_the_file_with_reasons_and_can_be_sent_again(boss: Door) -> None:
    heads = ["主题", "来源", "公司", "备忘"]
    file = book(heads, ["一", "展会", "甲", "x"], ["", "展会", "乙", "y"], ["三", "?", "丙", "z"])
    batch = brought(boss, "crm.lead", file)

    answer = boss.get(f"/core/imports/{batch['id']}/errors")

    lines = opened(answer.content)
    assert lines[0] == [*heads, "行号", "结果", "原因"]
    assert [line[:6] for line in lines[1:]] == [
        [None, "展会", "乙", "y", 3, "未通过"], ["三", "?", "丙", "z", 4, "未通过"],
    ]  # fmt: skip
    assert send(boss, "crm.lead", answer.content).status_code == 201


def test_a_template_explains_itself(boss: Door) -> None:
    found = load_workbook(io.BytesIO(boss.get("/core/import-templates/crm.customer").content))
    sheet = found.worksheets[0]

    heads = [cell.value for cell in sheet[1]]
    assert heads[:3] == ["编号", "客户名称*", "客户简称"]
    assert "必填" in sheet["B1"].comment.text
    assert "无锡太湖电工有限公司" in sheet["B1"].comment.text
    assert found.sheetnames == ["客户", "选项", "说明"]
    assert sheet.max_row >= 1
    assert len(sheet.data_validations.dataValidation) >= 3
    listed = boss.see("/core/import-templates")["items"]
    assert [item["document"] for item in listed] == sorted(item["document"] for item in listed)
