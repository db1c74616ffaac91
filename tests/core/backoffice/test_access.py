"""People, roles, keys, the audit trail, the first page."""

import re

from backend.core import panels
from backend.core.access.actor import Actor, of_user
from backend.core.access.models import Role, Scope
from backend.core.people.models import ApiKey, User
from tests.core.backoffice.kit import company, desk, do, of, page
from tests.house_kit import Door, person

PLACES = ("user", "unit", "role", "apikey")


def test_only_who_manages_access_opens_people_roles_and_keys(boss: Door) -> None:
    ann = desk(person("ann", grants={"core.view_party": Scope.ALL}))
    seat = desk(boss.user)  # type: ignore[arg-type]

    for place in PLACES:
        assert ann.get(f"/admin/core/{place}/").status_code == 403, place
        page(seat, f"/admin/core/{place}/")
        page(seat, f"/admin/core/{place}/add/")


def test_a_granted_role_takes_effect_at_once(boss: Door) -> None:
    user = person("ann")
    role = Role.objects.create(code="sales", name="销售")
    seat = desk(boss.user)  # type: ignore[arg-type]
    assert not of_user(user).may("core.view_party")
    forms = {
        f"{name}-{part}": "0"
        for name in ("grants", "field_rules", "holders")
        for part in ("INITIAL_FORMS", "TOTAL_FORMS")
    }
    forms |= {"grants-TOTAL_FORMS": "1", "grants-0-role": str(role.pk)}
    forms |= {"grants-0-permission": "core.view_party", "grants-0-scope": "5"}
    forms |= {"field_rules-TOTAL_FORMS": "1", "field_rules-0-role": str(role.pk)}
    forms |= {"field_rules-0-which": "core.party:phone", "field_rules-0-mode": "1"}
    forms |= {
        "holders-TOTAL_FORMS": "1",
        "holders-0-role": str(role.pk),
        "holders-0-user": str(user.pk),
    }

    saved = seat.post(
        f"/admin/core/role/{role.pk}/change/", {"code": "sales", "name": "销售", **forms}
    )

    assert saved.status_code == 302
    actor = of_user(User.objects.get(pk=user.pk))
    assert actor.scope_of("core.view_party") == Scope.ALL
    assert actor.mode_of("core.party", "phone") == 1


def test_a_manager_of_access_cannot_make_a_superuser(boss: Door) -> None:
    manager = person("ann", grants={"core.manage_access": Scope.ALL})
    other = person("bob")
    ann = desk(manager)
    forms = {
        f"{name}-{part}": "0"
        for name in ("memberships", "assignments")
        for part in ("INITIAL_FORMS", "TOTAL_FORMS")
    }
    typed = {"username": "bob", "name": "鲍勃", "language": "zh-hans", "is_active": "on"}

    saved = ann.post(
        f"/admin/core/user/{other.pk}/change/", {**typed, "is_superuser": "on", **forms}
    )

    other.refresh_from_db()
    assert saved.status_code == 302
    assert (other.name, other.is_superuser) == ("鲍勃", False)
    boss_page = f"/admin/core/user/{boss.user.pk}/"  # type: ignore[union-attr]
    assert ann.post(f"{boss_page}change/", {**typed, **forms}).status_code == 403
    assert (
        ann.post(f"{boss_page}password/", {"password1": "x", "password2": "x"}).status_code == 403
    )


def test_a_key_shows_its_secret_once(boss: Door) -> None:
    seat = desk(boss.user)  # type: ignore[arg-type]
    typed = {"name": "金蝶", "permissions": ["core.view_party"], "expires_at": "2199-01-01T00:00"}

    shown = do(seat, "/admin/core/apikey/add/", **typed).content.decode()

    key = ApiKey.objects.get()
    found = re.search(r'bo-secret">([^<]+)<', shown)
    assert found is not None
    assert key.prefix in found.group(1)
    assert found.group(1) not in page(seat, f"/admin/core/apikey/{key.pk}/change/")
    assert key.permissions == ["core.view_party"]


def test_the_audit_trail_is_readable_and_read_only(boss: Door) -> None:
    party = company(boss)
    boss.do(f"/core/parties/{party.pk}/blacklist", {"reason": "连续三次逾期"})
    seat = desk(boss.user)  # type: ignore[arg-type]
    ann = desk(person("ann", grants={"core.view_party": Scope.ALL}))

    text = page(seat, "/admin/core/event/", name="core.party.blacklisted", document="core.party")

    assert "已拉黑" in text
    assert "连续三次逾期" in text
    one = re.search(r"/admin/core/event/(\d+)/change/", text)
    assert one is not None
    assert "黑名单" in page(seat, one.group(0))
    assert seat.post(one.group(0), {"name": "x"}).status_code in (200, 403, 405)
    assert seat.get("/admin/core/event/add/").status_code in (403, 404)
    assert seat.get("/admin/core/event/?payload__contains=1").status_code == 400
    assert ann.get("/admin/core/event/").status_code == 403
    assert ann.get(one.group(0)).status_code == 404


def test_the_first_page_asks_only_for_whom_it_may(boss: Door, monkeypatch: object) -> None:
    monkeypatch.setattr(panels, "_known", panels.Panels())  # type: ignore[attr-defined]

    @panels.today("core.view_party")
    def waiting(actor: Actor) -> panels.Item:
        return panels.Item(
            "等待核对的公司", 3, lines=[panels.Line("远东电缆", aside="3 天")], tone="bad"
        )

    @panels.chart("core.view_party")
    def growth(actor: Actor) -> panels.Chart:
        return panels.Chart("新增公司", ["六月", "七月"], {"家": [2, 5]})

    seat, stranger = desk(boss.user), desk(person("stranger"))  # type: ignore[arg-type]

    mine, theirs = page(seat, "/admin/"), page(stranger, "/admin/")
    assert "等待核对的公司" in mine
    assert "远东电缆" in mine
    assert "新增公司" in mine
    assert 'data-type="bar"' in mine
    assert "等待核对的公司" not in theirs
    assert "新增公司" not in theirs
    assert "今天没有等待您处理的事项" in theirs


def test_the_page_of_a_company_names_what_happened(boss: Door) -> None:
    party = company(boss)
    boss.patch(f"/core/parties/{party.pk}", {"city": "无锡"}, match='"1"')

    text = page(desk(boss.user), of(party, "change"))  # type: ignore[arg-type]

    assert "城市" in text
    assert "无锡" in text
    assert "修改" in text
    assert "boss" in text


def test_the_language_is_chosen_in_the_header(boss: Door) -> None:
    seat = desk(boss.user)  # type: ignore[arg-type]

    chosen = seat.post("/admin/language/", {"language": "en", "next": "https://evil.example/"})

    assert chosen["Location"] == "/admin/"
    assert User.objects.get(pk=boss.user.pk).language == "en"  # type: ignore[union-attr]
    assert seat.post("/admin/language/", {"language": "xx"}).status_code == 302


def test_no_page_carries_an_inline_script(boss: Door) -> None:
    party = company(boss)
    seat = desk(boss.user)  # type: ignore[arg-type]

    for path in ("/admin/", "/admin/core/party/", of(party, "change"), of(party, "edit")):
        text = page(seat, path)
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", text), path
        assert not re.search(r"\son(click|change|submit|load)=", text), path
