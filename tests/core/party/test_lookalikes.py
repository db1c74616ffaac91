"""Asking, before a company is put on file, who may be it already."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.core.access.models import Mode, Scope
from backend.core.events.models import Event
from backend.core.party import actions, queries
from backend.core.party.calc import check_digit
from backend.core.party.models import Party, PartyKey
from tests.house_kit import Door, door_for, grant_all, person, unit

DAY = "2026-07-01"
MAY = grant_all("core.view_party", "core.create_party", "core.change_party", scope=Scope.OWN)
OPEN = {("core.party", name): Mode.WRITE for name in ("phone", "phones.number", "banks.account")}


def body(name: str, **facts: object) -> dict[str, object]:
    return {"on": DAY, "name": name, **facts}


def uscc(middle: str) -> str:
    first = f"91320282MA1{middle:0>6}"
    return first + check_digit(first)


@pytest.fixture
def ann(db: None) -> Door:
    return door_for(person("ann", team=unit("华东"), grants=MAY, fields=OPEN))


@pytest.fixture
def bob(db: None) -> Door:
    return door_for(person("bob", team=unit("华南"), grants=MAY, fields=OPEN))


@pytest.mark.parametrize(
    "again",
    [
        "江苏远东电缆有限责任公司", "远东电缆（江苏）有限公司", "江蘇遠東電纜有限公司",
        "江苏省远东电缆集团有限公司", "江苏 远东电缆 有限公司",
    ],
)  # fmt: skip
def test_the_same_name_written_otherwise_is_the_same_company(boss: Door, again: str) -> None:
    boss.do("/core/parties", body("江苏远东电缆有限公司"))

    refused = boss.post("/core/parties", body(again, duplicate_reason="我确定不同"))

    assert refused.status_code == 409
    assert refused.body["type"] == "/problems/already-known"
    assert "规范化名称相同 +80" in refused.body["errors"]["lookalikes.0"]
    assert Party.objects.count() == 1


@pytest.mark.parametrize("other", ["江苏远东线缆有限公司", "安徽远东电缆有限公司", "远大电缆"])
def test_a_character_or_a_place_makes_another_company(boss: Door, other: str) -> None:
    boss.do("/core/parties", body("江苏远东电缆有限公司"))

    assert boss.post("/core/parties", body(other)).status_code == 201
    assert Party.objects.count() == 2


def test_one_name_in_two_countries_is_two_companies(boss: Door) -> None:
    boss.do("/core/parties", body("Northfield Metals Ltd", country="GB"))

    assert boss.post("/core/parties", body("Northfield Metals Limited", country="AU")).body["no"]


def test_what_is_likely_the_same_needs_a_reason_which_the_event_keeps(boss: Door) -> None:
    first = boss.do("/core/parties", body("江苏远东电缆有限公司", phone="13812345678"))
    other = body("宜兴新能科技有限公司", phone="138 1234 5678")

    asked = boss.post("/core/parties", other)
    made = boss.post("/core/parties", {**other, "duplicate_reason": "同一老板的两家公司"})

    assert asked.status_code == 409
    assert asked.body["type"] == "/problems/looks-known"
    assert asked.body["errors"] == {
        "lookalikes.0": "江苏远东电缆有限公司，负责人 boss：手机号相同 +60（60）"
    }
    assert made.status_code == 201
    event = Event.objects.filter(name="core.party.created").latest("id")
    assert event.reason == "同一老板的两家公司"
    assert event.payload["lookalikes"] == [
        {"party_id": first["id"], "score": 60, "signals": ["mobile"]}
    ]


def test_a_faint_likeness_passes_with_a_note(boss: Door) -> None:
    boss.do("/core/parties", body("江苏远东电缆有限公司", website="https://www.fe-cable.com"))

    boss.do("/core/parties", body("江苏远能新材料有限公司", email="li@fe-cable.com"))

    event = Event.objects.filter(name="core.party.created").latest("id")
    assert event.payload["lookalikes"][0]["signals"] == ["domain"]
    assert event.payload["lookalikes"][0]["score"] == 45


def test_two_credit_codes_are_two_companies_even_of_one_name(boss: Door) -> None:
    boss.do("/core/parties", body("江苏远东电缆有限公司", uscc=uscc("1")))

    works = boss.post("/core/parties", body("江苏远东电缆厂", uscc=uscc("2")))
    third = boss.post("/core/parties", body("江苏远东电缆总厂"))

    assert works.status_code == 201
    assert third.status_code == 409
    names = PartyKey.objects.filter(kind="name").order_by("id")
    assert [key.is_hard for key in names] == [True, False]


def test_what_is_out_of_sight_shows_only_that_somebody_has_it(ann: Door, bob: Door) -> None:
    bob.do("/core/parties", body("江苏远东电缆有限公司", phone="13812345678"))
    asked = {"name": "江苏远东电缆集团", "phone": "13812345678"}

    seen = ann.do("/core/parties/lookalikes", asked)
    mine = bob.do("/core/parties/lookalikes", asked)
    refused = ann.post("/core/parties", body("江苏远东电缆集团"))

    (row,) = seen["items"]
    assert (row["party_id"], row["no"], row["owner_name"]) == (None, "", None)
    assert row["name"] == "他人名下的往来单位（您无权查看）"
    assert [(e["signal"], e["found"]) for e in row["evidence"]] == [
        ("name", None),
        ("mobile", None),
    ]
    assert seen["verdict"] == "block"
    assert mine["items"][0]["name"] == "江苏远东电缆有限公司"
    assert mine["items"][0]["owner_name"] == "bob"
    assert "江苏远东电缆有限公司" not in str(refused.body)
    assert "bob" not in str(refused.body)


def test_who_may_ask(nobody: Door, stranger: Door, ann: Door) -> None:
    asked = {"name": "江苏远东电缆"}

    assert nobody.post("/core/parties/lookalikes", asked).status_code == 401
    assert stranger.post("/core/parties/lookalikes", asked).status_code == 403
    assert ann.post("/core/parties/lookalikes", asked).status_code == 200
    assert ann.post("/core/parties/lookalikes", {"name": ""}).status_code == 422
    assert ann.post("/core/parties/lookalikes", {"name": "甲", "e": 1}).status_code == 422
    assert Event.objects.count() == 0


def test_a_phone_that_one_may_not_write_may_not_be_asked_for(db: None) -> None:
    eve = door_for(person("eve", team=unit("华北"), grants=MAY))

    asked = eve.post("/core/parties/lookalikes", {"name": "某公司", "phone": "13812345678"})

    assert asked.status_code == 403


def test_a_change_asks_only_about_what_is_new(boss: Door) -> None:
    boss.do("/core/parties", body("江苏远东电缆有限公司", phone="13812345678"))
    other = boss.do(
        "/core/parties",
        body("宜兴新能科技有限公司", phone="13812345678", duplicate_reason="同一老板"),
    )
    path = f"/core/parties/{other['id']}"

    quiet = boss.patch(path, {"city": "宜兴"}, match='"1"')
    renamed = boss.patch(path, {"name": "远东电缆（江苏）有限公司"}, match='"2"')

    assert quiet.status_code == 200
    assert renamed.status_code == 409
    assert boss.see(path)["name"] == "宜兴新能科技有限公司"


def test_keys_follow_every_change(boss: Door) -> None:
    made = boss.do(
        "/core/parties",
        body(
            "江苏远东电缆有限公司",
            phones=[{"kind": "mobile", "number": "13812345678", "is_verified": True}],
            website="www.fe-cable.com",
        ),
    )
    path = f"/core/parties/{made['id']}"

    boss.patch(path, {"phones": [], "website": "", "name": "江苏远东智慧有限公司"}, match='"1"')

    keys = PartyKey.objects.filter(party_id=made["id"])
    assert {(key.kind, key.value, key.is_hard) for key in keys} == {
        ("core", "远东智慧", False),
        ("core", "远东电缆", False),
        ("name", "CN:远东智慧|江苏", True),
        ("name", "CN:远东电缆|江苏", False),
    }
    boss.do("/core/parties", body("江苏远东电缆有限公司", duplicate_reason="名称已由他人注册"))


def test_a_verified_phone_belongs_to_one_company_whatever_the_reason(boss: Door) -> None:
    phones = [{"kind": "mobile", "number": "13812345678", "is_verified": True}]
    boss.do("/core/parties", body("江苏远东电缆有限公司", phones=phones))

    again = boss.post(
        "/core/parties", body("宜兴新能科技有限公司", phones=phones, duplicate_reason="同一老板")
    )
    local = [{"kind": "landline", "number": "87654321", "is_verified": True}]
    vague = boss.post("/core/parties", body("无锡某某金属有限公司", phones=local))

    assert again.status_code == 409
    assert vague.status_code == 422
    assert "phones" in vague.body["errors"]
    assert Party.objects.count() == 1


def test_a_deciders_verified_mobile_belongs_to_one_customer(boss: Door) -> None:
    chief = {"name": "王总", "role": "decider", "phone": "13900001111", "phone_is_verified": True}
    first = boss.do(
        "/crm/customers", {"on": DAY, "party": {"name": "江苏远东电缆"}, "contacts": [chief]}
    )

    second = boss.post(
        "/crm/customers", {"on": DAY, "party": {"name": "安徽铜陵有色"}, "contacts": [chief]}
    )
    buyer = {**chief, "role": "buyer"}
    third = boss.post(
        "/crm/customers", {"on": DAY, "party": {"name": "安徽铜陵有色"}, "contacts": [buyer]}
    )

    assert second.status_code == 409
    assert third.status_code == 201
    contact = boss.see("/crm/contacts", customer_id=first["id"])["items"][0]
    boss.do(f"/crm/contacts/{contact['id']}/leave", {"on": DAY})
    freed = boss.see("/crm/contacts", customer_id=third.body["id"])["items"][0]
    promoted = boss.patch(f"/crm/contacts/{freed['id']}", {"role": "decider"}, match='"1"')
    assert promoted.status_code == 200


def test_persons_of_one_name_are_many(boss: Door) -> None:
    boss.do("/core/parties", body("张伟", kind="person"))

    assert boss.post("/core/parties", body("张伟", kind="person")).status_code == 201


def test_rows_from_before_get_their_keys_and_twice_is_once(boss: Door) -> None:
    for number in range(3):
        boss.do("/core/parties", body(f"江苏第{number}金属有限公司", uscc=uscc(str(number))))
    PartyKey.objects.all().delete()
    Party.objects.update(name_key="", core_name="")
    Party.objects.filter(name="江苏第2金属有限公司").update(name="江苏第1金属有限公司")

    assert actions.rekey_all(batch=2) == 3
    once = sorted(PartyKey.objects.values_list("kind", "value", "is_hard"))
    assert actions.rekey_all(batch=2) == 3

    assert sorted(PartyKey.objects.values_list("kind", "value", "is_hard")) == once
    hard = PartyKey.objects.filter(kind="name", value="CN:第1金属|江苏", is_hard=True)
    assert hard.count() == 1
    assert len(once) == 9


def test_asking_costs_the_same_among_few_and_many(boss: Door) -> None:
    facts = queries.read_facts(name="江苏远东电缆有限公司", phone="13812345678")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.lookalikes(facts)
        return len(asked)

    boss.do("/core/parties", body("江苏远东电缆有限公司"))
    few = cost()
    for number in range(30):
        boss.do("/core/parties", body(f"远东电缆{number}号有限公司", duplicate_reason="分号"))

    assert cost() == few <= 5


def test_a_company_is_asked_about_by_the_name_it_had_before(boss: Door) -> None:
    path = f"/core/parties/{boss.do('/core/parties', body('苏州旧名铜业有限公司'))['id']}"
    boss.patch(path, {"name": "江苏新名冶金有限公司"}, match='"1"')

    again = boss.post("/core/parties", body("苏州旧名铜业股份有限公司"))
    found = boss.see("/core/parties", q="旧名")["items"]

    assert (again.status_code, again.body["type"]) == (409, "/problems/looks-known")
    assert [row["name"] for row in found] == ["江苏新名冶金有限公司"]
    boss.do("/core/parties", body("苏州旧名铜业有限公司", duplicate_reason="名称已由他人注册"))

    back = boss.patch(path, {"name": "苏州旧名铜业有限公司"}, match='"2"')

    assert back.status_code == 409


def test_a_name_taken_back_is_as_hard_as_before(boss: Door) -> None:
    path = f"/core/parties/{boss.do('/core/parties', body('苏州旧名铜业有限公司'))['id']}"
    boss.patch(path, {"name": "江苏新名冶金有限公司"}, match='"1"')
    boss.patch(path, {"name": "苏州旧名铜业有限公司"}, match='"2"')

    again = boss.post("/core/parties", body("苏州旧名铜业有限公司", duplicate_reason="不同"))

    assert (again.status_code, again.body["type"]) == (409, "/problems/already-known")


def test_a_credit_code_in_small_letters_is_the_same_code(boss: Door) -> None:
    code = uscc("ABCD")
    made = boss.do("/core/parties", body("小写铜业有限公司", uscc=code.lower()))

    again = boss.post("/core/parties", body("大写贸易有限公司", uscc=code))

    assert made["uscc"] == code
    assert again.body["type"] == "/problems/already-known"
