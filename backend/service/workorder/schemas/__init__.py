"""Work orders, checklists and service prices as machines see them."""

from django.utils.translation import gettext_lazy as _

from backend.core import overview
from backend.core.access import policy
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.service.workorder import actions
from backend.service.workorder.actions.plan import CHANGEABLE
from backend.service.workorder.flow import WRITABLE
from backend.service.workorder.models import ChecklistTemplate, ServiceRate, WorkOrder
from backend.service.workorder.schemas import bodies, faces, setups
from backend.service.workorder.schemas.bodies import WorkOrderStep, WorkOrderStepBecause

WRITING = frozenset(WRITABLE)

WORK_ORDER = declare(
    Resource(
        model=WorkOrder,
        room="service",
        name="work_order",
        plural="work-orders",
        label=_("工单"),
        out=faces.WorkOrderOut,
        row=faces.WorkOrderRow,
        create=Verb(actions.create, _("新建"), bodies.WorkOrderIn),
        change=Verb(actions.change, _("修改"), bodies.WorkOrderPatch, states=frozenset(CHANGEABLE)),
        verbs={
            "schedule": Verb(actions.schedule, _("排程"), bodies.WorkOrderSchedule),
            "dispatch": Verb(actions.dispatch, _("派工"), bodies.WorkOrderAt),
            "accept": Verb(actions.accept, _("接单"), WorkOrderStep),
            "decline": Verb(actions.decline, _("拒单"), WorkOrderStepBecause),
            "depart": Verb(actions.depart, _("出发"), WorkOrderStep),
            "arrive": Verb(actions.arrive, _("到场"), bodies.WorkOrderArrive),
            "no_access": Verb(actions.no_access, _("无法进场"), WorkOrderStepBecause),
            "start": Verb(actions.start, _("开始作业"), WorkOrderStep),
            "check": Verb(actions.check, _("填写检查项"), bodies.WorkOrderCheck, states=WRITING),
            "use_part": Verb(
                actions.use_part, _("使用备件"), bodies.WorkOrderPartIn, states=WRITING
            ),
            "take_back_part": Verb(
                actions.take_back_part, _("备件退回"), bodies.WorkOrderPartBack, states=WRITING
            ),
            "log_labour": Verb(
                actions.log_labour, _("补记工时"), bodies.WorkOrderLabourIn, states=WRITING
            ),
            "log_travel": Verb(
                actions.log_travel, _("登记行程"), bodies.WorkOrderTravelIn, states=WRITING
            ),
            "add_expense": Verb(
                actions.add_expense, _("登记费用"), bodies.WorkOrderExpenseIn, states=WRITING
            ),
            "add_photo": Verb(
                actions.add_photo, _("登记照片"), bodies.WorkOrderPhotoIn, states=WRITING
            ),
            "pause": Verb(actions.pause, _("暂停"), bodies.WorkOrderPause),
            "resume": Verb(actions.resume, _("继续作业"), WorkOrderStep),
            "follow_up": Verb(actions.follow_up, _("需再次上门"), bodies.WorkOrderFollowUp),
            "finish": Verb(actions.finish, _("完成作业"), bodies.WorkOrderFinish),
            "rework": Verb(actions.rework, _("返回作业"), WorkOrderStepBecause),
            "sign": Verb(actions.sign, _("客户签字"), bodies.WorkOrderSign),
            "refuse_sign": Verb(
                actions.refuse_sign, _("客户拒签"), bodies.WorkOrderRefuseSign, danger=True
            ),
            "review": Verb(actions.review, _("审核结算"), bodies.WorkOrderOn),
            "close": Verb(actions.close, _("关闭"), bodies.WorkOrderOn),
            "unschedule": Verb(actions.unschedule, _("取消排程"), bodies.WorkOrderBecause),
            "cancel": Verb(actions.cancel, _("取消工单"), bodies.WorkOrderBecause, danger=True),
        },
        filters=faces.WorkOrderFilters,
        filter_paths={
            "scheduled_after": "scheduled_until__gt",
            "scheduled_before": "scheduled_from__lt",
        },
        columns={
            "customer_name": "customer__name",
            "asset_serial": "asset__serial",
            "ticket_no": "ticket__no",
            "engineer_name": "engineer__name",
        },
        sensitive={
            "contact_phone": policy.mask_phone,
            "signer_phone": policy.mask_phone,
            "quoted_amount": policy.mask_all,
            "amount_due": policy.mask_all,
            "amount_covered": policy.mask_all,
            "cost_of_parts": policy.mask_all,
            "parts.cost_amount": policy.mask_all,
            **{
                f"bill_lines.{name}": policy.mask_all
                for name in ("price", "amount", "due", "due_excl", "tax")
            },
        },
        search_private=("contact_phone",),
        load=faces.load_order,
    )
)

CHECKLIST_TEMPLATE = declare(
    Resource(
        model=ChecklistTemplate,
        room="service",
        name="checklist_template",
        plural="checklist-templates",
        label=_("检查表"),
        out=setups.ChecklistTemplateOut,
        row=setups.ChecklistTemplateRow,
        create=Verb(actions.create_template, _("新建"), setups.ChecklistTemplateIn),
        change=Verb(
            actions.change_template, _("修改"), setups.ChecklistTemplatePatch, states=ALWAYS
        ),
        filters=setups.ChecklistTemplateFilters,
        columns={"product_name": "product__name"},
        load=setups.load_template,
    )
)

SERVICE_RATE = declare(
    Resource(
        model=ServiceRate,
        room="service",
        name="service_rate",
        plural="service-rates",
        label=_("服务价格"),
        out=setups.ServiceRateOut,
        row=setups.ServiceRateRow,
        create=Verb(actions.create_rate, _("新建"), setups.ServiceRateIn),
        change=Verb(actions.change_rate, _("修改"), setups.ServiceRatePatch, states=ALWAYS),
        filters=setups.ServiceRateFilters,
        columns={"product_name": "product__name"},
        ordering=("created_at", "valid_from"),
        load=setups.load_rate,
    )
)

overview.papers("work_orders", WORK_ORDER, path="customer_id", tab=overview.Tab.AFTER)
