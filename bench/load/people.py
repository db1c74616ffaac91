"""Who works here: a company, its teams, and the roles people have."""

from datetime import timedelta

from backend.core import registry
from backend.core.access.models import Assignment, FieldRule, Grant, Mode, Role, Scope
from backend.core.http import auth
from backend.core.party.models import Party
from backend.core.people.models import Membership, Unit, User
from bench.load.rows import NOW, SELLERS, filed

HEAD, LEAD = "head", "lead"


def token(username: str = HEAD) -> str:
    """This will make a key for somebody and give its secret: the head sees all rows."""
    person = User.objects.get(username=username)
    _, secret = auth.issue(
        person, name="bench", permissions=["*"], expires_at=NOW + timedelta(days=3650)
    )
    return secret


def fill() -> None:
    """This will make a company, its units, twenty salespeople, who leads a team and who all."""
    company = Unit.objects.create(name="衡远金属", kind=Unit.Kind.COMPANY)
    teams = [
        Unit.objects.create(name=f"销售{n}组", kind=Unit.Kind.TEAM, parent=company)
        for n in range(1, 6)
    ]
    _employ(HEAD, "高建国", company, Scope.ALL)
    _employ(LEAD, "许志远", teams[0], Scope.TREE)
    for n in range(SELLERS):
        seller = User.objects.create(username=f"sales{n}", name=f"业务员{n}")
        Membership.objects.create(user=seller, unit=teams[n % len(teams)])
    Party.objects.bulk_create(
        [filed(Party(name="衡远金属有限公司", name_pinyin="heng yuan jin shu", is_ours=True))]
    )


def _employ(username: str, name: str, unit: Unit, scope: Scope) -> None:
    """Somebody who may do everything, and read every field, as far as the scope goes."""
    role = Role.objects.create(code=username, name=username)
    Grant.objects.bulk_create(
        Grant(role=role, permission=p, scope=scope) for p in registry.permissions()
    )
    FieldRule.objects.bulk_create(
        FieldRule(role=role, document=resource.code, field=name, mode=Mode.WRITE)
        for resource in registry.resources()
        for name in resource.sensitive
    )
    person = User.objects.create(username=username, name=name)
    Membership.objects.create(user=person, unit=unit)
    Assignment.objects.create(user=person, role=role)
