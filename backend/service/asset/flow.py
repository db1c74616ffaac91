"""The life of a machine at a customer's site.

produced: it is known, but has not left. shipped: handed over to the customer. installed: it
stands on its site. in_service: commissioned, it runs. down: it does not run and somebody is at
work. retired: the customer gave it up. returned: it came back to us. replaced: another machine
took its place and its remaining entitlements.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a machine stands."""

    PRODUCED = "produced", _("已生产")
    SHIPPED = "shipped", _("已发货")
    INSTALLED = "installed", _("已安装")
    IN_SERVICE = "in_service", _("运行中")
    DOWN = "down", _("停机")
    RETIRED = "retired", _("已退役")
    RETURNED = "returned", _("已退回")
    REPLACED = "replaced", _("已更换")


OVER = (State.RETIRED, State.RETURNED, State.REPLACED)
WITH_CUSTOMER = (State.SHIPPED, State.INSTALLED, State.IN_SERVICE, State.DOWN)


class AssetFlow:
    """Who may follow whom."""

    @transition("state", source=[State.PRODUCED, *OVER], target=State.SHIPPED)
    def ship(self) -> None:
        """This will hand it over to the customer, perhaps not its first one."""

    @transition("state", source=[State.PRODUCED, State.SHIPPED], target=State.INSTALLED)
    def install(self) -> None:
        """This will record that it stands on its site."""

    @transition("state", source=[State.SHIPPED, State.INSTALLED], target=State.IN_SERVICE)
    def commission(self) -> None:
        """This will start it up for good."""

    @transition(
        "state", source=[State.SHIPPED, State.INSTALLED, State.IN_SERVICE], target=State.DOWN
    )
    def go_down(self) -> None:
        """This will record that it does not run."""

    @transition("state", source=State.DOWN, target=State.IN_SERVICE)
    def come_up(self) -> None:
        """This will record that it runs again."""

    @transition("state", source=list(WITH_CUSTOMER), target=State.RETIRED)
    def retire(self) -> None:
        """This will take it out of use."""

    @transition("state", source=list(WITH_CUSTOMER), target=State.RETURNED)
    def give_back(self) -> None:
        """This will record that it came back to us."""

    @transition("state", source=list(WITH_CUSTOMER), target=State.REPLACED)
    def replace(self) -> None:
        """This will record that another machine took its place."""
