"""The rules of the levels as machines see them."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.registry import Resource, Verb, declare
from backend.crm.customer.models import Customer
from backend.crm.portrait import actions
from backend.crm.portrait.models import LevelRule


class LevelRuleIn(types.In):
    """What a level asks for."""

    id: types.Id | None = None
    level: types.one_of(Customer.Level)
    amount: types.Money
    count: types.count(0, 100_000) = 0


class LevelRulePatch(types.In):
    """What may be changed of a rule."""

    amount: types.Money = Decimal(0)
    count: types.count(0, 100_000) = 0


class LevelRuleRow(types.Out):
    """A rule in a list."""

    id: types.Id
    level: str
    amount: types.Money
    count: int
    version: int
    created_at: types.Moment


class LevelRuleOut(LevelRuleRow):
    """A rule in full."""

    updated_at: types.Moment


LEVEL_RULE = declare(
    Resource(
        model=LevelRule,
        room="crm",
        name="level_rule",
        plural="level-rules",
        label=_("客户分级规则"),
        out=LevelRuleOut,
        row=LevelRuleRow,
        create=Verb(actions.create, _("新建"), LevelRuleIn),
        change=Verb(actions.change, _("修改"), LevelRulePatch),
        ordering=("created_at", "level"),
        scoped=False,
        searchable=False,
    )
)
