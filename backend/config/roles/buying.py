"""Those who buy, receive and check; and the suppliers and mills themselves."""

from backend.config.roles.base import (
    FILES,
    WORLD,
    RoleSeed,
)
from backend.core.access.models import Mode, Scope

ROLES = (
    RoleSeed(
        "buyer",
        "采购",
        (
            *WORLD,
            ("goods.*", Scope.ALL),
            ("core.view_party", Scope.ALL),
            ("core.create_party", Scope.OWN),
            ("core.change_party", Scope.OWN),
            ("crm.*_freight_card", Scope.ALL),
            ("crm.*_cost_profile", Scope.ALL),
            ("!goods.export_*", Scope.NONE),
        ),
        (("core.party.*", Mode.WRITE), ("goods.*cost*", Mode.WRITE)),
    ),
    RoleSeed(
        "warehouse",
        "仓管",
        (
            ("goods.*", Scope.ALL),
            ("market.view_*", Scope.ALL),
            ("core.view_party", Scope.ALL),
            ("crm.view_contract", Scope.ALL),
            ("crm.*_delivery", Scope.ALL),
            ("crm.*_task", Scope.OWN),
            ("notify.*", Scope.OWN),
            *FILES,
            ("!market.*_position*", Scope.NONE),
            ("!market.*_limit_breach", Scope.NONE),
            ("!crm.release_delivery", Scope.NONE),
            ("!goods.export_*", Scope.NONE),
            ("!goods.*cost*", Scope.NONE),
            ("!goods.price_lot", Scope.NONE),
        ),
        (("crm.delivery.driver_*", Mode.WRITE),),
    ),
)
