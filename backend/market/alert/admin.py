"""Price alerts in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import DocumentAdmin
from backend.core.people.models import User
from backend.market.alert.flow import State
from backend.market.alert.models import Alert
from backend.market.alert.schemas import ALERT


@admin.register(Alert)
class AlertAdmin(DocumentAdmin):
    """Which levels are watched, and for whom."""

    resource = ALERT
    icon = "notifications_active"
    labels = {"instrument_code": _("品种")}
    columns = (
        "name",
        "instrument_code",
        "kind",
        "direction",
        "level",
        "state",
        "last_value",
        "last_day",
    )
    facts = (
        (_("预警"), ("name", "instrument_code", "kind", "direction", "level", "band")),
        (_("现状"), ("state", "last_day", "last_value", "fired_on", "receivers")),
    )
    references = {"receivers": User}
    main_path = (State.ARMED, State.FIRED)
