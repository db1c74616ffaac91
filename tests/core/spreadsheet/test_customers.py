"""Customers come with company and first person; what is there already is seen."""

from backend.core.access.models import Mode, Scope
from backend.core.events.models import Event
from backend.core.party.models import Party, PartyKey
from backend.crm.customer.models import Contact, Customer
from backend.crm.pool.models import OwnershipEvent
from tests.core.spreadsheet.kit import book, brought, checked, mapped, ran, reasons, tally
from tests.house_kit import Door, door_for, person, unit

HEADS = ["客户名称*", "信用代码", "省份", "单位电话", "等级", "联系人", "手机", "联系人角色"]
GOOD = "91320200134750000"


def code(body: str = GOOD) -> str:
    from backend.core.party.calc import check_digit

    return body + check_digit(body)


def few() -> bytes:
    return book(
        HEADS,
        ["江苏远东电缆有限公司", code(), "江苏", "0510-87240000", "A", "王工", 13812345678,
         "决策人"],
        ["宁波镇海铜业有限公司", "", "浙江", "", "B 级", "", "", ""],
        ["铜陵有色物资有限公司", "", "安徽", "", "", "李四", "13900001111", ""],
    )  # fmt: skip


def test_a_file_of_customers_is_written_at_once_as_one_by_one(boss: Door) -> None:
    by_hand = boss.do(
        "/crm/customers",
        {
            "on": "2026-07-01",
            "party": {"name": "手工录入有限公司", "province": "江苏", "phone": "0510-1234567"},
            "level": "B",
            "contacts": [{"name": "赵六", "phone": "13700002222"}],
        },
    )

    batch = brought(boss, "crm.customer", few())

    assert (batch["state"], tally(batch)) == ("done", (3, 0, 0, 0, 0))
    customers = Customer.objects.exclude(pk=by_hand["id"]).order_by("no")
    assert [c.no for c in customers] == ["KH-2026-0002", "KH-2026-0003", "KH-2026-0004"]
    first = customers[0]
    assert (first.level, first.level_is_pinned, first.owner_id) == ("A", True, boss.user.pk)  # type: ignore[union-attr]
    assert first.party.no == "P-2026-0002"
    assert first.party.name_key == Party.objects.get(pk=first.party_id).name_key != ""
    assert first.contacts.get().phone == "13812345678"
    assert boss.see("/crm/customers", q="jsyd")["items"][0]["id"] == str(first.pk)
    assert boss.see("/crm/customers", q="13812345678")["items"][0]["id"] == str(first.pk)
    like, unlike = shape(by_hand["id"]), shape(first.pk)
    assert like == unlike


def shape(pk: object) -> list[tuple[str, list[str]]]:
    """The news of a customer and all that came with it, without the values."""
    customer = Customer.objects.get(pk=pk)
    ids = [customer.party_id, customer.pk, *customer.contacts.values_list("pk", flat=True)]
    rows = Event.objects.filter(document_id__in=ids).order_by("name")
    keep = {"name", "party_id", "owner_id", "no", "search_text"}
    return [(row.name, sorted(set(row.changes) & keep)) for row in rows]


def test_completeness_and_the_ledger_of_owners_are_kept_as_by_the_verb(boss: Door) -> None:
    by_hand = boss.do(
        "/crm/customers",
        {
            "on": "2026-07-01",
            "party": {"name": "手工录入有限公司", "province": "安徽"},
            "contacts": [{"name": "赵六", "phone": "13700002222"}],
        },
    )
    brought(boss, "crm.customer", few())

    same = Customer.objects.get(party__name="铜陵有色物资有限公司")
    known = Customer.objects.get(pk=by_hand["id"])
    assert (same.completeness, same.missing) == (known.completeness, known.missing)
    ledger = OwnershipEvent.objects.filter(customer=same)
    assert [(row.kind, row.to_user_id) for row in ledger] == [("import", boss.user.pk)]  # type: ignore[union-attr]
    kinds = set(PartyKey.objects.filter(party=same.party).values_list("kind", "is_hard"))
    assert ("name", True) in kinds
    assert signals(same) == [("crm.contact", "phone", "+8613900001111", False)]
    assert signals(known) == [("crm.contact", "phone", "+8613700002222", False)]


def signals(customer: Customer) -> list[tuple[str, str, str, bool]]:
    """What the people of a customer say about its company."""
    keys = PartyKey.objects.filter(source_id__in=customer.contacts.values("pk"))
    return list(keys.values_list("source", "kind", "value", "is_hard"))


def test_a_company_is_known_again_by_the_phone_of_a_person_who_came_with_a_file(
    boss: Door,
) -> None:
    brought(boss, "crm.customer", few())
    content = book(["客户名称", "单位电话"], ["合肥庐阳线缆有限公司", "13900001111"])

    batch = checked(boss, mapped(boss, "crm.customer", content))

    assert "铜陵有色物资有限公司" in reasons(boss, batch)[2]


def test_a_company_on_file_is_refused_with_the_evidence_and_an_alike_one_asks(boss: Door) -> None:
    brought(boss, "crm.customer", few())
    content = book(
        HEADS,
        ["江苏远东电缆股份有限公司", "", "江苏", "", "", "", "", ""],
        ["无锡新远东公司", code(), "江苏", "", "", "", "", ""],
        ["宁波市镇海铜业贸易有限公司", "", "", "", "", "", "", ""],
        ["佛山南海铝业有限公司", "9144000000000000XX", "广东", "", "", "", "", ""],
        ["佛山顺德铝业有限公司", "", "广东", "", "", "", "", ""],
    )

    batch = checked(boss, mapped(boss, "crm.customer", content))

    why = reasons(boss, batch)
    assert "江苏远东电缆有限公司（P-2026-0001）" in why[2]
    assert "统一社会信用代码" in why[5]
    assert 6 not in why
    assert Customer.objects.count() == 3


def test_what_is_accepted_as_not_the_same_is_written_with_the_reason(boss: Door) -> None:
    boss.do(
        "/crm/customers",
        {"on": "2026-07-01", "party": {"name": "上海华东物资有限公司", "phone": "13512345678"}},
    )
    content = book(["客户名称", "单位电话"], ["苏州工业园区金属材料有限公司", "13512345678"])
    pk = mapped(boss, "crm.customer", content)

    refused = checked(boss, pk)
    assert tally(refused) == (0, 0, 0, 0, 1)
    assert "疑似重复" in reasons(boss, refused)[2]
    accepted = checked(boss, pk, similar=True)
    done = ran(boss, pk)

    assert tally(accepted) == tally(done) == (1, 0, 0, 0, 0)
    assert done["warned"] == 1
    party = Party.objects.get(name="苏州工业园区金属材料有限公司")
    event = Event.objects.get(name="core.party.created", document_id=party.pk)
    assert "导入时确认不是同一家" in event.reason


def test_twins_inside_a_file_are_told_before_anything_is_written(boss: Door) -> None:
    content = book(
        HEADS,
        ["江苏远东电缆有限公司", "", "江苏", "", "", "", "", ""],
        ["江苏远东电缆有限责任公司", "", "江苏", "", "", "", "", ""],
    )

    batch = checked(boss, mapped(boss, "crm.customer", content))

    assert tally(batch) == (1, 0, 0, 0, 1)
    assert reasons(boss, batch)[3].startswith("与第 2 行：")


def test_an_update_reaches_company_customer_and_first_person(boss: Door) -> None:
    brought(boss, "crm.customer", few())
    content = book(
        ["编号", "城市", "等级", "联系人电话", "联系人姓名"],
        ["KH-2026-0001", "无锡", "B", "13811112222", None],
        ["KH-2026-0002", None, None, "0574-1", "新来的"],
        ["KH-2026-0099", None, "A", None, None],
    )

    batch = brought(boss, "crm.customer", content, manner="update")

    assert tally(batch) == (0, 2, 0, 0, 1)
    assert reasons(boss, batch)[4].startswith("没有找到编号为“KH-2026-0099”")
    first, second, _third = Customer.objects.order_by("no")
    assert (first.party.city, first.level, first.contacts.get().phone) == (
        "无锡", "B", "13811112222",
    )  # fmt: skip
    assert second.contacts.get().name == "新来的"


def test_a_salesperson_imports_own_customers_and_sees_no_others(boss: Door) -> None:
    brought(boss, "crm.customer", few())
    names = ("core.create_party", "crm.create_customer", "crm.create_contact",
             "crm.change_customer",
             "core.change_party", "crm.change_contact", "crm.import_customer",
             "crm.view_customer", "core.view_party", "crm.view_contact")  # fmt: skip
    batch_verbs = ("create", "view", "map", "validate", "run", "cancel", "undo")
    grants = dict.fromkeys(names, Scope.OWN)
    grants |= dict.fromkeys((f"core.{v}_import_batch" for v in batch_verbs), Scope.OWN)
    fields = {("crm.customer", "phone"): Mode.MASKED, ("core.party", "phone"): Mode.WRITE}
    ann = door_for(person("ann", team=unit("华东"), grants=grants, fields=fields))
    content = book(
        ["编号", "客户名称", "等级", "负责人", "单位电话"],
        ["KH-2026-0001", "", "D", "", ""],
        ["", "安徽新客户有限公司", "D", "", ""],
        ["", "湖北新客户有限公司", "D", "boss", ""],
        ["", "湖南新客户有限公司", "D", "", "0731-12345678"],
        ["", "江苏远东电缆有限公司", "", "", ""],
    )

    batch = brought(ann, "crm.customer", content, manner="upsert")

    why = reasons(ann, batch)
    assert tally(batch) == (1, 0, 0, 0, 4)
    assert why[2].startswith("没有找到编号为“KH-2026-0001”")
    assert "crm.assign_customer" in why[4]
    assert why[5] == "您不能使用或修改字段：单位电话。"
    assert "他人名下的往来单位（您无权查看）" in why[6]
    mine = Customer.objects.get(party__name="安徽新客户有限公司")
    assert mine.owner_id == ann.user.pk  # type: ignore[union-attr]
    assert Customer.objects.get(no="KH-2026-0001").level == "A"
    other = boss.get(f"/core/imports/{batch['id']}/rows")
    assert other.status_code == 403


def test_people_are_imported_to_a_customer_named_or_numbered(boss: Door) -> None:
    brought(boss, "crm.customer", few())
    content = book(
        ["客户", "姓名", "电话", "采购角色", "有权点价/接收通知"],
        ["KH-2026-0002", "钱七", "13600003333", "财务", "是"],
        ["铜陵有色物资有限公司", "孙八", "13600004444", "", "否"],
        ["没有这家", "周九", "", "", ""],
    )

    batch = brought(boss, "crm.contact", content)

    assert tally(batch) == (2, 0, 0, 0, 1)
    assert reasons(boss, batch) == {4: "客户：没有找到“没有这家”，或您无权查看"}
    one = Contact.objects.get(name="钱七")
    assert (one.customer.no, one.role, one.is_notice_person) == ("KH-2026-0002", "finance", True)
