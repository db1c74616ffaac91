"""The back office's pages of parties."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.party.models import Party
from backend.core.party.schemas import PARTY


@admin.register(Party)
class PartyAdmin(DocumentAdmin):
    """Companies and persons, with every paper that concerns them."""

    resource = PARTY
    icon = "domain"
    columns = ("no", "name", "uscc", "province", "city", "phone", "is_blacklisted", "created_at")
    facts = (
        (_("登记信息"), ("name", "short_name", "kind", "uscc", "legal_representative", "country")),
        (_("经营信息"), ("province", "city", "industry", "phone", "email", "website", "is_ours")),
        (_("状态"), ("is_blacklisted", "blacklist_reason", "owner_id", "unit_id")),
    )
    tables = (
        ChildTable(_("地址"), "addresses", ("kind", "text")),
        ChildTable(_("电话"), "phones", ("kind", "number", "is_verified")),
        ChildTable(_("银行账户"), "banks", ("bank", "account")),
    )
    party_path = "pk"
    empty = _("还没有往来单位。新建第一家客户或供应商。")
