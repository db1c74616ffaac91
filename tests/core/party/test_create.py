"""Putting a company on file."""

from backend.core.access.models import Mode, Scope
from backend.core.events.models import Event
from backend.core.party.models import Party
from tests.house_kit import Door, door_for, person, unit

CABLE = {
    "on": "2026-07-01",
    "name": "江苏远东电缆有限公司",
    "short_name": "远东电缆",
    "uscc": "91320282MA1XXXXX4C",
    "phone": "13812345678",
    "addresses": [{"kind": "ship_to", "text": "江苏省宜兴市高塍镇远东大道6号"}],
    "banks": [{"bank": "中国银行宜兴支行", "account": "4567350012345678"}],
}


def cable(**changes: object) -> dict[str, object]:
    """The cable maker; a company of another name has a telephone and a bank of its own."""
    from backend.core.party.calc import check_digit

    body = "91320282MA1XXXXX4"
    shared = {"phone", "banks"} if "name" in changes else set()
    own = {key: value for key, value in CABLE.items() if key not in shared}
    return {**own, "uscc": body + check_digit(body), **changes}


def test_a_new_company_gets_a_number_an_event_and_is_found_by_pinyin(boss: Door) -> None:
    made = boss.post("/core/parties", cable())

    assert made.status_code == 201
    assert made.body["no"] == "P-2026-0001"
    assert made["Location"] == f"/api/v1/core/parties/{made.body['id']}"
    assert made["ETag"] == '"1"'
    event = Event.objects.get(name="core.party.created")
    assert str(event.document_id) == made.body["id"]
    for typed in ("远东", "jsyd", "dl", "91320282", "江苏 电缆"):
        found = boss.see("/core/parties", q=typed)["items"]
        assert [row["no"] for row in found] == ["P-2026-0001"], typed
    assert boss.see("/core/parties", q="铜陵")["items"] == []


def test_one_credit_code_is_one_company(boss: Door) -> None:
    boss.do("/core/parties", cable())

    again = boss.post("/core/parties", cable(name="另一家公司"))

    assert again.status_code == 409
    assert again.body["type"] == "/problems/already-known"
    assert Party.objects.count() == 1
    assert Event.objects.count() == 1


def test_a_wrong_check_digit_is_refused_with_the_field_named(boss: Door) -> None:
    wrong = boss.post("/core/parties", cable(uscc="913202826926204870"))

    assert wrong.status_code == 422
    assert "uscc" in wrong.body["errors"]
    assert Party.objects.count() == 0


def test_a_repeated_request_is_answered_once_and_another_body_is_refused(boss: Door) -> None:
    first = boss.post("/core/parties", cable(), key="k1")
    second = boss.post("/core/parties", cable(), key="k1")
    third = boss.post("/core/parties", cable(name="改名"), key="k1")

    assert second.content == first.content
    assert second["Idempotency-Replayed"] == "true"
    assert third.status_code == 422
    assert Party.objects.count() == 1


def test_a_patch_needs_the_version_it_read(boss: Door) -> None:
    made = boss.do("/core/parties", cable())
    path = f"/core/parties/{made['id']}"

    blind = boss.patch(path, {"city": "无锡"})
    good = boss.patch(path, {"city": "无锡"}, match='"1"')
    stale = boss.patch(path, {"city": "苏州"}, match='"1"')

    assert [blind.status_code, good.status_code, stale.status_code] == [428, 200, 412]
    assert boss.see(path)["city"] == "无锡"
    changed = Event.objects.get(name="core.party.changed")
    assert changed.changes == {"city": ["", "无锡"]}


def test_scope_and_masks_hold_on_list_read_and_search(boss: Door, nobody: Door) -> None:
    east, west = unit("华东"), unit("华西")
    ours = person(
        "ann",
        team=east,
        grants={
            "core.view_party": Scope.TEAM,
            "core.create_party": Scope.OWN,
            "core.change_party": Scope.OWN,
        },
        fields={("core.party", "phone"): Mode.MASKED},
    )
    theirs = person("bob", team=west, grants={"core.view_party": Scope.TEAM})
    boss_made = boss.do("/core/parties", cable(phone="13912345678", uscc="", name="别人的公司"))
    ann, bob = door_for(ours), door_for(theirs)
    made = ann.post(
        "/core/parties", {k: v for k, v in cable(uscc="").items() if k not in ("phone", "banks")}
    )

    assert made.status_code == 201, made.body
    path = f"/core/parties/{made.body['id']}"
    assert ann.see(path)["withheld"] == ["banks.account", "email", "phone", "phones.number"]
    assert bob.get(path).status_code == 404
    assert bob.see("/core/parties")["items"] == []
    assert ann.get(f"/core/parties/{boss_made['id']}").status_code == 404
    assert ann.post(f"{path}/blacklist", {"reason": "欠款"}).status_code == 403
    assert nobody.get(path).status_code == 401
    written = ann.patch(path, {"phone": "13300000000"}, match='"1"')
    assert written.status_code == 403
    assert "phone" in written.body["detail"]


def test_our_own_companies_are_seen_by_everybody_who_sees_parties_and_changed_by_few(
    boss: Door,
) -> None:
    ours = boss.do("/core/parties", cable(is_ours=True))
    rights = {"core.view_party": Scope.OWN, "core.change_party": Scope.OWN}
    ann = door_for(person("ann", team=unit("华东"), grants=rights))
    path = f"/core/parties/{ours['id']}"

    assert ann.see(path)["name"] == ours["name"]
    assert [row["id"] for row in ann.see("/core/parties")["items"]] == [ours["id"]]
    assert ann.patch(path, {"city": "无锡"}, match='"1"').status_code == 403
    assert boss.see(path)["version"] == 1
