"""The timeline of a document, of a party, and the whole log for the auditor."""

from backend.core.access.models import Mode, Scope
from tests.core.party.test_create import cable
from tests.core.sync.test_feed import _plain
from tests.house_kit import Door, door_for, person, unit


def test_a_timeline_tells_who_changed_what_newest_first(boss: Door) -> None:
    made = boss.do("/core/parties", cable())
    boss.patch(f"/core/parties/{made['id']}", {"city": "无锡"}, match='"1"')

    page = boss.see("/core/events", document="core.party", document_id=made["id"], limit=1)
    rest = boss.see(
        "/core/events", document="core.party", document_id=made["id"], after=page["next"]
    )

    assert page["items"][0]["name"] == "core.party.changed"
    assert page["items"][0]["changes"] == {"city": ["", "无锡"]}
    assert [row["name"] for row in rest["items"]] == ["core.party.created"]
    assert rest["next"] is None
    by_party = boss.see("/core/events", party_id=made["id"])
    assert len(by_party["items"]) == 2


def test_closed_fields_are_not_told(boss: Door) -> None:
    made = boss.do("/core/parties", cable())
    see = {"core.view_party": Scope.ALL}
    plain = door_for(person("plain", grants=see))
    masked = door_for(person("masked", grants=see, fields={("core.party", "phone"): Mode.MASKED}))
    auditor = door_for(person("auditor", grants={**see, "core.view_audit": Scope.ALL}))

    def phone(door: Door) -> object:
        query = {"document": "core.party", "document_id": made["id"]}
        return door.see("/core/events", **query)["items"][0]["changes"].get("phone")

    assert phone(plain) is None
    assert phone(masked) == [None, "138****5678"]
    assert phone(auditor) is None
    assert phone(boss) == [None, "13812345678"]


def test_a_document_out_of_sight_has_no_timeline(boss: Door, stranger: Door, nobody: Door) -> None:
    made = boss.do("/core/parties", cable(uscc=""))
    ann = door_for(person("ann", team=unit("华东"), grants={"core.view_party": Scope.TEAM}))
    query = {"document": "core.party", "document_id": made["id"]}

    assert nobody.get("/core/events", **query).status_code == 401
    assert stranger.get("/core/events", **query).status_code == 403
    assert ann.get("/core/events", **query).status_code == 404
    assert ann.get("/core/events", party_id=made["id"]).status_code == 404
    assert (
        ann.get("/core/events", document="core.nothing", document_id=made["id"]).status_code == 422
    )


def test_the_whole_log_is_for_the_auditor(boss: Door, stranger: Door) -> None:
    grants = {"core.view_party": Scope.OWN, "core.create_party": Scope.OWN}
    ann = door_for(person("ann", grants=grants))
    auditor = door_for(person("auditor", grants={"core.view_audit": Scope.ALL}))
    ann.do("/core/parties", _plain("甲"))
    boss.do("/core/parties", cable(uscc="", name="乙"))

    assert ann.get("/core/events").status_code == 403
    assert stranger.get("/core/events").status_code == 403
    assert len(auditor.see("/core/events")["items"]) == 2
    assert len(auditor.see("/core/events", name="core.party.created", limit=1)["items"]) == 1
    assert auditor.get("/core/events", after="zzz").status_code == 422
