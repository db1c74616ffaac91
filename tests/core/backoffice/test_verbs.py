"""Buttons, forms and refusals: the same verbs as over HTTP."""

from backend.core.access.models import Mode, Scope
from backend.core.events.models import Event
from backend.core.party.models import Party
from tests.core.backoffice.kit import PARTIES, company, desk, do, of, page
from tests.house_kit import Door, person, unit

ROWS = {
    "addresses.0.kind": "ship_to",
    "addresses.0.text": "江苏省宜兴市高塍镇远东大道6号",
    "addresses.7.kind": "invoice",
    "addresses.7.text": "无锡市滨湖区",
    "banks.0.bank": "",
    "banks.0.account": "",
}


def test_a_company_is_put_on_file_by_the_generated_form(boss: Door) -> None:
    seat = desk(boss.user)  # type: ignore[arg-type]

    made = do(
        seat,
        f"{PARTIES}add/",
        on="2026-07-01",
        kind="company",
        name="江苏远东",
        country="CN",
        **ROWS,
    )

    party = Party.objects.get()
    assert made.status_code == 302
    assert made["Location"] == of(party, "change")
    texts = {address.text for address in party.addresses.all()}
    assert texts == {ROWS["addresses.0.text"], "无锡市滨湖区"}
    assert party.banks.count() == 0
    assert Event.objects.get().name == "core.party.created"


def test_a_form_sent_twice_is_done_once(boss: Door) -> None:
    seat = desk(boss.user)  # type: ignore[arg-type]
    form = page(seat, f"{PARTIES}add/")
    typed = {"on": "2026-07-01", "kind": "company", "name": "江苏远东", "country": "CN"}

    first = do(seat, f"{PARTIES}add/", form=form, **typed)
    second = do(seat, f"{PARTIES}add/", form=form, **typed)

    assert second["Location"] == first["Location"]
    assert Party.objects.count() == 1


def test_a_refused_form_names_the_field_and_keeps_what_was_typed(boss: Door) -> None:
    seat = desk(boss.user)  # type: ignore[arg-type]

    refused = do(
        seat,
        f"{PARTIES}add/",
        on="2026-07-01",
        kind="company",
        name="江苏远东",
        country="CN",
        uscc="123",
    )

    text = refused.content.decode()
    assert refused.status_code == 422
    assert "统一社会信用代码校验位不正确" in text
    assert 'value="江苏远东"' in text
    assert 'value="123"' in text
    assert Party.objects.count() == 0


def test_a_button_comes_and_goes_with_state_and_permission(boss: Door) -> None:
    party = company(boss)
    seat = desk(boss.user)  # type: ignore[arg-type]
    reader = desk(person("ann", grants={"core.view_party": Scope.ALL}))

    assert "/do/blacklist/" in page(seat, of(party, "change"))
    assert "/do/clear/" not in page(seat, of(party, "change"))
    assert "/do/" not in page(reader, of(party, "change"))
    assert f"{party.pk}/edit/" not in page(reader, of(party, "change"))

    done = do(seat, of(party, "do/blacklist"), reason="连续三次逾期")

    assert done.status_code == 302
    assert "/do/clear/" in page(seat, of(party, "change"))
    assert "/do/blacklist/" not in page(seat, of(party, "change"))
    assert "连续三次逾期" in page(seat, of(party, "change"))


def test_a_verb_without_permission_is_refused_and_nothing_happens(boss: Door) -> None:
    party = company(boss)
    reader = desk(person("ann", grants={"core.view_party": Scope.ALL}))

    refused = reader.post(
        of(party, "do/blacklist"), {"reason": "试试", "_key": "k", "_version": "1"}
    )

    party.refresh_from_db()
    assert refused.status_code == 403
    assert "往来单位·拉黑" in refused.content.decode()
    assert not party.is_blacklisted
    assert Event.objects.filter(name="core.party.blacklisted").count() == 0


def test_a_stale_page_is_refused(boss: Door) -> None:
    party = company(boss)
    seat = desk(boss.user)  # type: ignore[arg-type]
    edit, verb = page(seat, of(party, "edit")), page(seat, of(party, "do/blacklist"))
    boss.patch(f"/core/parties/{party.pk}", {"city": "无锡"}, match='"1"')

    changed = do(seat, of(party, "edit"), form=edit, name="改名公司")
    done = do(seat, of(party, "do/blacklist"), form=verb, reason="连续三次逾期")

    party.refresh_from_db()
    assert [changed.status_code, done.status_code] == [412, 412]
    assert "已被他人修改" in changed.content.decode()
    assert (party.name, party.city, party.is_blacklisted) == ("江苏远东电缆有限公司", "无锡", False)


def test_a_change_sends_only_what_differs_and_never_a_closed_field(boss: Door) -> None:
    party = company(boss, city="无锡")
    grants = {"core.view_party": Scope.ALL, "core.change_party": Scope.ALL}
    ann = desk(person("ann", grants=grants, fields={("core.party", "phone"): Mode.MASKED}))
    form = page(ann, of(party, "edit"))

    changed = do(
        ann, of(party, "edit"), form=form, name=party.name, city="苏州", phone="13300000000"
    )

    party.refresh_from_db()
    assert changed.status_code == 302
    assert 'name="phone"' not in form
    assert (party.city, party.phone) == ("苏州", "13812345678")
    assert Event.objects.get(name="core.party.changed").changes == {"city": ["无锡", "苏州"]}


def test_a_post_without_its_token_is_refused(boss: Door) -> None:
    party = company(boss)
    seat = desk(boss.user, csrf=True)  # type: ignore[arg-type]

    forged = seat.post(
        of(party, "do/blacklist"), {"reason": "伪造请求", "_key": "k", "_version": "1"}
    )

    party.refresh_from_db()
    assert forged.status_code == 403
    assert not party.is_blacklisted


def test_reading_changes_nothing(boss: Door) -> None:
    party = company(boss)
    seat = desk(boss.user)  # type: ignore[arg-type]

    seat.get(of(party, "do/blacklist") + "?reason=偷偷来")

    party.refresh_from_db()
    assert not party.is_blacklisted


def test_suggestions_stay_within_the_scope(boss: Door) -> None:
    east = unit("华东")
    company(boss, name="别人的公司")
    ann = desk(person("ann", team=east, grants={"core.view_party": Scope.TEAM}))
    stranger = desk(person("stranger"))

    assert ann.get("/admin/find/core.party/?q=公司").json() == {"results": []}
    assert stranger.get("/admin/find/core.party/").json() == {"results": []}
    assert ann.get("/admin/find/core.api_key/").json() == {"results": []}
    assert ann.get("/admin/find/core.role/").status_code == 404
    assert len(desk(boss.user).get("/admin/find/core.party/?q=brd").json()["results"]) == 1  # type: ignore[arg-type]
