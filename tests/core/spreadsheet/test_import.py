"""From a file to documents: tried first, written by the documents' own verbs."""

from decimal import Decimal

from backend.core.events.models import Event
from backend.core.spreadsheet.models import ImportBatch, ImportMapping
from backend.crm.lead.models import Lead
from backend.goods.product.models import Product
from tests.core.spreadsheet.kit import (
    book,
    brought,
    checked,
    mapped,
    ran,
    reasons,
    tally,
    uploaded,
)
from tests.house_kit import Door

HEADS = ["主题", "来源", "公司", "联系人", "手机号"]
LEADS = book(
    HEADS,
    ["询铜杆 20 吨", "展会", "江苏远东电缆", "王工", 13812345678],
    ["询铝锭", "web", "", "李四", "0571-88880000"],
    ["", "展会", "无主题公司", "", ""],
    ["没有名字", "电话", "", "", ""],
)


def test_the_columns_are_proposed_from_the_headings(boss: Door) -> None:
    batch = uploaded(boss, "crm.lead", LEADS)

    assert batch["state"] == "uploaded"
    assert batch["headers"] == HEADS
    assert batch["total"] == 4
    assert batch["mapping"] == {
        "0": "title", "1": "source", "2": "company", "3": "contact_name", "4": "contact_phone",
    }  # fmt: skip


def test_english_headings_and_field_names_are_understood(boss: Door) -> None:
    batch = uploaded(boss, "crm.lead", book(["title", "Source", "contact_phone*"], ["a", "b", "c"]))

    assert batch["mapping"] == {"0": "title", "1": "source", "2": "contact_phone"}


def test_a_trial_writes_nothing_and_says_why_each_row_would_be_refused(boss: Door) -> None:
    before = Event.objects.exclude(document="core.import_batch").count()

    batch = checked(boss, mapped(boss, "crm.lead", LEADS))

    assert batch["state"] == "validated"
    assert tally(batch) == (2, 0, 0, 0, 2)
    assert reasons(boss, batch) == {
        4: "主题：必填",
        5: "来源：只能填写：网站、展会、B2B 平台、转介绍、来电、陌拜、其他",
    }
    assert Lead.objects.count() == 0
    assert Event.objects.exclude(document="core.import_batch").count() == before


def test_rows_become_documents_with_number_event_and_owner(boss: Door) -> None:
    batch = brought(boss, "crm.lead", LEADS)

    assert batch["state"] == "partially"
    assert tally(batch) == (2, 0, 0, 0, 2)
    first, second = Lead.objects.order_by("no")
    assert (first.no, first.title, first.source) == ("XS-2026-0001", "询铜杆 20 吨", "fair")
    assert first.contact_phone == "13812345678"
    assert second.contact_phone == "0571-88880000"
    assert first.owner_id == boss.user.pk  # type: ignore[union-attr]
    event = Event.objects.get(document="crm.lead", document_id=first.pk)
    assert (event.name, event.source) == ("crm.lead.created", "import")
    assert event.request_id == f"import-{batch['id']}"


def test_the_rules_of_the_verb_itself_count_in_the_trial_too(boss: Door) -> None:
    content = book(HEADS, ["无人", "展会", "", "", ""])

    batch = checked(boss, mapped(boss, "crm.lead", content))

    assert tally(batch) == (0, 0, 0, 0, 1)
    assert reasons(boss, batch) == {2: "公司：请至少填写公司或联系人。"}


def test_a_row_that_stands_there_is_skipped_or_overwritten_as_was_chosen(boss: Door) -> None:
    products = ["产品编码*", "名称", "品类", "金属", "增值税率", "密度", "品牌"]
    row = ["CU-8", "铜杆", "杆", "铜", "13%", "8.9", "江铜、铜陵"]
    brought(boss, "goods.product", book(products, row))
    again = book(products, ["CU-8", "低氧铜杆", "杆", "cu", 0.09, "8.96", "江铜"])

    skipped = brought(boss, "goods.product", again)
    over = brought(boss, "goods.product", again, manner="insert", duplicates="overwrite")
    same = brought(boss, "goods.product", again, manner="upsert")

    assert tally(skipped) == (0, 0, 0, 1, 0)
    assert reasons(boss, skipped) == {2: "已存在，按“重复时跳过”未处理"}
    assert tally(over) == (0, 1, 0, 0, 0)
    assert tally(same) == (0, 0, 1, 0, 0)
    product = Product.objects.get()
    assert (product.name, product.vat_rate, product.density) == (
        "低氧铜杆", Decimal("0.0900"), Decimal("8.9600"),
    )  # fmt: skip
    assert product.brands == ["江铜"]
    names = Event.objects.filter(document="goods.product").values_list("name", flat=True)
    assert list(names.order_by("pk")) == ["goods.product.created", "goods.product.changed"]


def test_what_may_not_change_is_refused_and_an_empty_cell_leaves_alone(boss: Door) -> None:
    heads = ["产品编码", "名称", "品类", "金属", "牌号"]
    brought(boss, "goods.product", book(heads, ["CU-8", "铜杆", "杆", "铜", "T2"]))

    batch = brought(
        boss,
        "goods.product",
        book(heads, ["CU-8", "铜杆", "板", "铜", None], ["ZN-1", "锌锭", "锭", "锌", None]),
        manner="update",
    )

    assert tally(batch) == (0, 0, 0, 0, 2)
    assert reasons(boss, batch) == {
        2: "品类：导入不能修改，原值为“rod”",
        3: "没有找到要更新的记录",
    }
    assert Product.objects.get().grade == "T2"


def test_twins_inside_the_file_are_told_by_line(boss: Door) -> None:
    heads = ["产品编码", "名称", "品类", "金属"]
    content = book(heads, ["A", "一", "杆", "铜"], ["B", "二", "杆", "铜"], ["A", "三", "杆", "铜"])

    first = brought(boss, "goods.product", content)

    assert tally(first) == (2, 0, 0, 1, 0)
    assert reasons(boss, first) == {4: "与第 2 行重复"}
    assert Product.objects.get(code="A").name == "一"


def test_the_last_twin_wins_when_rows_are_overwritten(boss: Door) -> None:
    heads = ["产品编码", "名称", "品类", "金属"]
    content = book(heads, ["A", "一", "杆", "铜"], ["A", "三", "杆", "铜"])

    batch = brought(boss, "goods.product", content, duplicates="overwrite")

    assert tally(batch) == (1, 0, 0, 1, 0)
    assert Product.objects.get().name == "三"


def test_a_mapping_is_remembered_for_the_same_headings(boss: Door) -> None:
    content = book(["甲", "乙", "丙"], ["询价", "展会", "江苏远东"])
    batch = uploaded(boss, "crm.lead", content)
    assert batch["mapping"] == {}
    mapping = {"0": "title", "1": "source", "2": "company"}
    boss.do(f"/core/imports/{batch['id']}/map", {"mapping": mapping})

    again = uploaded(boss, "crm.lead", book(["丙", "甲", "乙"], ["江苏远东", "询价", "展会"]))

    assert again["mapping"] == {"1": "title", "2": "source", "0": "company"}
    assert ImportMapping.objects.count() == 1


def test_a_mapping_that_cannot_be_meant_is_refused(boss: Door) -> None:
    batch = uploaded(boss, "crm.lead", LEADS)
    address = f"/core/imports/{batch['id']}/map"

    twice = boss.post(address, {"mapping": {"0": "title", "1": "title"}})
    foreign = boss.post(address, {"mapping": {"0": "margin"}})
    beyond = boss.post(address, {"mapping": {"9": "title"}})
    without = boss.post(address, {"mapping": {"2": "company"}})

    assert [a.status_code for a in (twice, foreign, beyond, without)] == [422] * 4
    assert twice.body["detail"] == "两列对应到了同一个字段，请只保留一列。"
    assert foreign.body["errors"] == {"mapping.0": "没有这个字段"}
    assert beyond.body["errors"] == {"mapping.9": "文件中没有这一列"}
    assert without.body["detail"] == "缺少必填的列：主题、来源"
    assert ImportBatch.objects.get().state == "uploaded"


def test_an_owner_is_named_by_log_in_or_name(boss: Door) -> None:
    from tests.house_kit import person, unit

    ann = person("ann", team=unit("华东"))
    ann.name = "安妮"
    ann.save()
    content = book(
        [*HEADS, "负责人"],
        ["一", "展会", "甲公司", "", "", "ann"],
        ["二", "展会", "乙公司", "", "", "安妮"],
        ["三", "展会", "丙公司", "", "", "没有此人"],
    )

    batch = brought(boss, "crm.lead", content)

    assert tally(batch) == (2, 0, 0, 0, 1)
    assert reasons(boss, batch) == {4: "负责人：没有找到“没有此人”，或您无权查看"}
    assert set(Lead.objects.values_list("owner__username", flat=True)) == {"ann"}


def test_a_number_of_another_system_makes_a_second_import_harmless(boss: Door) -> None:
    content = book([*HEADS, "外部编号"], ["一", "展会", "甲公司", "", "", "CRM-77"])
    brought(boss, "crm.lead", content)

    again = brought(boss, "crm.lead", content, manner="upsert")

    assert tally(again) == (0, 0, 1, 0, 0)
    assert Lead.objects.count() == 1


def test_who_may(boss: Door, stranger: Door, nobody: Door) -> None:
    from tests.core.spreadsheet.kit import send

    pk = mapped(boss, "crm.lead", LEADS)

    assert send(stranger, "crm.lead", LEADS).status_code == 403
    for verb in ("validate", "run", "cancel", "undo"):
        body = {} if verb == "validate" else None
        assert nobody.post(f"/core/imports/{pk}/{verb}", body).status_code == 401
        assert stranger.post(f"/core/imports/{pk}/{verb}", body).status_code == 403
    assert ImportBatch.objects.get().state == "mapped"
    assert checked(boss, pk)["state"] == "validated"
    assert ran(boss, pk)["state"] == "partially"
