"""After the sale: who takes the call, who sends somebody, who mends it and who checks quality."""

from backend.config.roles.base import WORLD, RoleSeed
from backend.core.access.models import Scope

ROLES = (
    RoleSeed(
        "service_manager",
        "售后主管",
        (
            *WORLD,
            ("service.*", Scope.ALL),
            ("core.view_party", Scope.ALL),
        ),
        (),
    ),
    RoleSeed(
        "engineer",
        "服务工程师",
        (
            *WORLD,
            ("core.view_party", Scope.ALL),
        ),
        (),
    ),
    RoleSeed(
        "quality",
        "质检",
        (
            *WORLD,
            ("core.view_party", Scope.ALL),
        ),
        (),
    ),
)
