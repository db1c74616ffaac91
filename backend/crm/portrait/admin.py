"""The rules of levels in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import DocumentAdmin
from backend.crm.portrait.models import LevelRule
from backend.crm.portrait.schemas import LEVEL_RULE


@admin.register(LevelRule)
class LevelRuleAdmin(DocumentAdmin):
    """What each level of customer asks for."""

    resource = LEVEL_RULE
    icon = "military_tech"
    place = 95
    columns = ("level", "amount", "count")
    empty = _("还没有分级规则；没有规则时客户等级只由人确定。")
