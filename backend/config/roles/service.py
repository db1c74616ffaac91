"""After the sale: who takes the call, who sends somebody, who mends it and who checks quality."""

from backend.config.roles.base import WORLD, RoleSeed, modes
from backend.core.access.models import Mode, Scope

RULES = (
    ("service.view_priority_rule", Scope.ALL),
    ("service.view_sla_policy", Scope.ALL),
    ("service.view_fault_code", Scope.ALL),
)
CALLERS = modes(("service.*phone", "service.ticket.estimate"), Mode.WRITE)
"""Who talks to customers sees how to reach them and what they were told it costs."""
MACHINES = ("core.view_party", Scope.ALL), ("service.view_asset", Scope.ALL)
HELP = (
    ("service.view_knowledge_article", Scope.ALL),
    ("service.create_knowledge_article", Scope.ALL),
    ("service.use_knowledge_article", Scope.ALL),
    ("service.change_knowledge_article", Scope.OWN),
    ("service.submit_knowledge_article", Scope.OWN),
)

ROLES = (
    RoleSeed(
        "service_manager",
        "售后主管",
        (
            *WORLD,
            ("service.*", Scope.ALL),
            ("core.view_party", Scope.ALL),
        ),
        CALLERS,
    ),
    RoleSeed(
        "dispatcher",
        "服务调度",
        (
            *WORLD,
            *MACHINES,
            *RULES,
            *HELP,
            ("service.*_ticket", Scope.ALL),
            ("!service.waive_ticket", Scope.NONE),
            ("service.view_survey", Scope.ALL),
            ("service.create_survey", Scope.ALL),
        ),
        CALLERS,
    ),
    RoleSeed(
        "engineer",
        "服务工程师",
        (
            *WORLD,
            *MACHINES,
            *RULES,
            *HELP,
            ("service.*_ticket", Scope.OWN),
            ("!service.waive_ticket", Scope.NONE),
            ("!service.cancel_ticket", Scope.NONE),
            ("!service.close_ticket", Scope.NONE),
            ("!service.reprioritise_ticket", Scope.NONE),
        ),
        CALLERS,
    ),
    RoleSeed(
        "quality",
        "质检",
        (
            *WORLD,
            *MACHINES,
            *RULES,
            ("service.view_ticket", Scope.ALL),
            ("service.comment_ticket", Scope.ALL),
            ("service.view_knowledge_article", Scope.ALL),
            ("service.approve_knowledge_article", Scope.ALL),
            ("service.reject_knowledge_article", Scope.ALL),
        ),
        (),
    ),
)
