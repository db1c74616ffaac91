"""The people of the demo company: one log-in a role, two regions, three teams."""

from backend.core.access import actor as actors
from backend.core.access.models import Assignment, Role
from backend.core.people.models import Membership, Unit, User

PASSWORD = "heng-demo-2026"  # noqa: S105
"""The same for every log-in of the demo, printed at the start; never made elsewhere."""

UNITS = [
    ("衡远金属", "company", None),
    ("华东大区", "region", "衡远金属"),
    ("华东一组", "team", "华东大区"),
    ("华东二组", "team", "华东大区"),
    ("华南大区", "region", "衡远金属"),
    ("华南一组", "team", "华南大区"),
]
PEOPLE = [
    ("boss", "衡远", "boss", "衡远金属", False),
    ("sales", "周敏", "sales", "华东一组", False),
    ("sales2", "何强", "sales", "华东二组", False),
    ("sales3", "林晓东", "sales", "华南一组", False),
    ("lead", "徐静", "sales_lead", "华东一组", True),
    ("region", "高建国", "region_head", "华东大区", True),
    ("trader", "陈杰", "trader", "衡远金属", False),
    ("risk", "罗平", "risk", "衡远金属", False),
    ("finance", "孙芳", "finance", "衡远金属", False),
    ("warehouse", "马勇", "warehouse", "衡远金属", False),
    ("buyer", "朱磊", "buyer", "衡远金属", False),
    ("auditor", "郭霞", "auditor", "衡远金属", False),
    ("service", "沈立", "service_manager", "衡远金属", False),
    ("dispatch", "姚莉", "dispatcher", "衡远金属", False),
    ("engineer", "刘斌", "engineer", "衡远金属", False),
    ("engineer2", "唐伟", "engineer", "衡远金属", False),
    ("quality", "戴琳", "quality", "衡远金属", False),
]


def make() -> dict[str, User]:
    """This will make the units and the log-ins; it returns the people by log-in."""
    units: dict[str, Unit] = {}
    for name, kind, parent in UNITS:
        units[name] = Unit.objects.create(
            name=name, kind=kind, parent=units[parent] if parent else None
        )
    roles = {role.code: role for role in Role.objects.all()}
    people: dict[str, User] = {}
    for login, name, role, unit, is_lead in PEOPLE:
        user = User.objects.create_user(login, password=PASSWORD, name=name, is_staff=True)
        Membership.objects.create(user=user, unit=units[unit], is_lead=is_lead)
        Assignment.objects.create(user=user, role=roles[role])
        people[login] = user
    people["admin"] = User.objects.create_superuser("admin", password=PASSWORD, name="系统管理员")
    Membership.objects.create(user=people["admin"], unit=units["衡远金属"])
    actors.renew()
    return {login: User.objects.get(pk=user.pk) for login, user in people.items()}
