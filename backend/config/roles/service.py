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
ON_MACHINES = tuple(
    (f"service.{verb}_asset", Scope.ALL)
    for verb in (
        "view", "install", "commission", "go_down", "come_up", "read_meter", "add_meter",
        "add_part", "identify_part", "swap_part", "remove_part",
    )
)  # fmt: skip
"""What somebody at a machine writes down of it, whoever sold it."""
HELP = (
    ("service.view_knowledge_article", Scope.ALL),
    ("service.create_knowledge_article", Scope.ALL),
    ("service.use_knowledge_article", Scope.ALL),
    ("service.change_knowledge_article", Scope.OWN),
    ("service.submit_knowledge_article", Scope.OWN),
)

ON_SITE = (
    "view", "accept", "decline", "depart", "arrive", "no_access", "start", "check", "use_part",
    "take_back_part", "log_labour", "log_travel", "add_expense", "add_photo", "pause", "resume",
    "follow_up", "finish", "rework", "sign", "refuse_sign",
)  # fmt: skip
"""What an engineer does with an order of their own; planning and prices are the office's."""
PARTS = (
    ("service.view_van_level", Scope.ALL),
    ("service.view_part_reference", Scope.ALL),
    ("service.view_fitment", Scope.ALL),
    ("service.view_checklist_template", Scope.ALL),
)
VISITS = (
    *PARTS,
    *((f"service.{verb}_work_order", Scope.OWN) for verb in ON_SITE),
    ("service.view_parts_request", Scope.OWN),
    ("service.create_parts_request", Scope.OWN),
    ("service.receive_parts_request", Scope.OWN),
    ("service.cancel_parts_request", Scope.OWN),
    ("service.view_defective_return", Scope.OWN),
    ("service.create_defective_return", Scope.OWN),
    ("service.send_defective_return", Scope.OWN),
)
PLANNING = (
    *PARTS,
    ("service.*_work_order", Scope.ALL),
    ("!service.review_work_order", Scope.NONE),
    ("!service.export_work_order", Scope.NONE),
    ("service.*_parts_request", Scope.ALL),
    ("service.view_defective_return", Scope.ALL),
    ("service.create_defective_return", Scope.ALL),
    ("service.approve_defective_return", Scope.ALL),
    ("service.reject_defective_return", Scope.ALL),
)
SENDING = (
    *((f"service.{verb}_engineer", Scope.ALL) for verb in (
        "view", "roster", "excuse", "drop_shift",
    )),
    ("service.view_dispatch_rule", Scope.ALL),
    ("service.*_maintenance_plan", Scope.ALL),
    ("service.*_occasion", Scope.ALL),
    ("!service.export_maintenance_plan", Scope.NONE),
    ("!service.export_occasion", Scope.NONE),
)  # fmt: skip
"""Who works when, and what comes round; weights and the engineers' files are the manager's."""
OWN_CALENDAR = (
    ("service.view_engineer", Scope.OWN),
    ("service.view_occasion", Scope.ALL),
)
MONEY = modes(
    ("service.work_order.*", "service.warranty_claim.*", "service.defective_return.*"), Mode.WRITE
)
"""What service is worth, and what suppliers owe for it."""

CHECKING = (
    *((f"goods.*_{name}", Scope.ALL) for name in (
        "inspection_plan", "inspection", "certificate", "nonconformity", "quality_claim",
        "objection_rule", "assay",
    )),
    ("service.view_trace", Scope.ALL),
    ("service.*_recall", Scope.ALL),
    ("supply.view_receipt", Scope.ALL),
    ("supply.view_processing", Scope.ALL),
    ("crm.view_delivery", Scope.ALL),
)  # fmt: skip
"""Quality at every gate, and what a trace leads through."""

NO_COST = (("!goods.*cost*", Scope.NONE),)
"""What goods cost is nobody's after the sale."""

ROLES = (
    RoleSeed(
        "service_manager",
        "售后主管",
        (
            *WORLD,
            *NO_COST,
            ("service.*", Scope.ALL),
            ("core.view_party", Scope.ALL),
        ),
        (*CALLERS, *MONEY, *modes(("service.engineer.*",), Mode.WRITE)),
    ),
    RoleSeed(
        "dispatcher",
        "服务调度",
        (
            *WORLD,
            *NO_COST,
            *MACHINES,
            *ON_MACHINES,
            ("service.create_asset", Scope.ALL),
            ("service.change_asset", Scope.ALL),
            ("service.place_asset", Scope.ALL),
            *RULES,
            *HELP,
            ("service.*_ticket", Scope.ALL),
            ("!service.waive_ticket", Scope.NONE),
            ("service.view_survey", Scope.ALL),
            ("service.create_survey", Scope.ALL),
            *PLANNING,
            *SENDING,
        ),
        CALLERS,
    ),
    RoleSeed(
        "engineer",
        "服务工程师",
        (
            *WORLD,
            *NO_COST,
            *MACHINES,
            *ON_MACHINES,
            *RULES,
            *HELP,
            ("service.*_ticket", Scope.OWN),
            ("!service.waive_ticket", Scope.NONE),
            ("!service.cancel_ticket", Scope.NONE),
            ("!service.close_ticket", Scope.NONE),
            ("!service.reprioritise_ticket", Scope.NONE),
            *VISITS,
            *OWN_CALENDAR,
        ),
        CALLERS,
    ),
    RoleSeed(
        "quality",
        "质检",
        (
            *WORLD,
            *NO_COST,
            *MACHINES,
            *RULES,
            ("service.view_ticket", Scope.ALL),
            ("service.comment_ticket", Scope.ALL),
            ("service.view_knowledge_article", Scope.ALL),
            ("service.approve_knowledge_article", Scope.ALL),
            ("service.reject_knowledge_article", Scope.ALL),
            *PARTS,
            ("service.view_defective_return", Scope.ALL),
            ("service.inspect_defective_return", Scope.ALL),
            *CHECKING,
        ),
        modes(("goods.nonconformity.*", "goods.quality_claim.*", "goods.assay.*"), Mode.WRITE),
    ),
)
