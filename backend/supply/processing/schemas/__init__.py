"""Processing as machines see it."""

from django.utils.translation import gettext_lazy as _

from backend.core import overview
from backend.core.access import policy
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.supply.processing import actions
from backend.supply.processing.flow import UNDER_WAY, BomState, SettlementState, State
from backend.supply.processing.models import Bom, Processor, ProcessOrder, ProcessSettlement
from backend.supply.processing.schemas import bodies, faces, orders, setups, statements
from backend.supply.processing.schemas.bodies import ProcessBecause, ProcessOn

MOVING = frozenset(UNDER_WAY)

PROCESSOR = declare(
    Resource(
        model=Processor,
        room="supply",
        name="processor",
        plural="processors",
        label=_("加工厂"),
        out=faces.ProcessorOut,
        row=faces.ProcessorRow,
        create=Verb(actions.create_processor, _("新建"), setups.ProcessorIn),
        change=Verb(actions.change_processor, _("修改"), setups.ProcessorPatch, states=ALWAYS),
        filters=faces.ProcessorFilters,
        filter_paths={"capability": "capabilities__contains"},
        columns={"party_name": "party__name", "warehouse_name": "warehouse__name"},
        load=faces.load_processor,
    )
)

BOM = declare(
    Resource(
        model=Bom,
        room="supply",
        name="bom",
        plural="boms",
        label=_("加工清单"),
        out=faces.BomOut,
        row=faces.BomRow,
        create=Verb(actions.create_bom, _("新建"), setups.BomIn),
        change=Verb(
            actions.change_bom,
            _("修改"),
            setups.BomPatch,
            states=frozenset({BomState.DRAFT.value}),
        ),
        verbs={
            "activate": Verb(actions.activate_bom, _("启用")),
            "revise": Verb(
                actions.revise_bom,
                _("修订新版次"),
                ProcessOn,
                states=frozenset({BomState.ACTIVE, BomState.RETIRED}),
            ),
            "retire": Verb(actions.retire_bom, _("停用"), ProcessBecause, danger=True),
        },
        filters=faces.BomFilters,
        columns={"product_name": "product__name"},
        sensitive={"byproducts.unit_value": policy.mask_all},
        load=faces.load_bom,
    )
)

PROCESSING = declare(
    Resource(
        model=ProcessOrder,
        room="supply",
        name="processing",
        plural="process-orders",
        label=_("加工单"),
        out=orders.ProcessOrderOut,
        row=orders.ProcessOrderRow,
        create=Verb(actions.create, _("新建"), bodies.ProcessOrderIn),
        change=Verb(
            actions.change,
            _("修改"),
            bodies.ProcessOrderPatch,
            states=frozenset({State.DRAFT.value}),
        ),
        verbs={
            "submit": Verb(actions.submit, _("提交审批")),
            "approve": Verb(actions.approve, _("批准")),
            "reject": Verb(
                actions.reject,
                _("退回修改"),
                ProcessBecause,
                permission="supply.approve_processing",
            ),
            "release": Verb(actions.release, _("下达"), ProcessOn),
            "issue": Verb(actions.issue, _("发料"), bodies.ProcessIssueBody, states=MOVING),
            "counter": Verb(
                actions.counter,
                _("加工厂过磅"),
                bodies.ProcessCounterBody,
                states=MOVING | {State.RECONCILING},
                when=lambda order: order.issued > 0,
            ),
            "start": Verb(actions.start, _("开始加工"), ProcessOn),
            "report": Verb(actions.report, _("进度汇报"), bodies.ProcessReportBody, states=MOVING),
            "swap": Verb(
                actions.swap,
                _("换料"),
                bodies.ProcessSwapBody,
                states=MOVING,
                when=lambda order: order.mode == ProcessOrder.Mode.SWAP,
            ),
            "receive": Verb(
                actions.receive, _("加工收货"), bodies.ProcessReceiveBody, states=MOVING
            ),
            "give_back": Verb(
                actions.give_back,
                _("退料"),
                bodies.ProcessGiveBackBody,
                states=MOVING | {State.ON_HOLD, State.RECONCILING},
                when=lambda order: order.at_mill > 0,
            ),
            "record_loss": Verb(
                actions.record_loss,
                _("登记损耗"),
                bodies.ProcessLossBody,
                states=frozenset({State.IN_PROCESS, State.RECEIVING, State.RECONCILING}),
            ),
            "reconcile": Verb(actions.reconcile, _("收货完毕对账"), bodies.ProcessReconcileBody),
            "reopen": Verb(actions.reopen, _("继续收货"), ProcessBecause),
            "dispute": Verb(actions.dispute, _("登记争议"), ProcessBecause),
            "resolve": Verb(actions.resolve, _("解决争议"), ProcessBecause),
            "hold": Verb(actions.hold, _("暂停"), ProcessBecause),
            "resume": Verb(actions.resume, _("恢复"), states=frozenset({State.ON_HOLD})),
            "close": Verb(actions.close, _("关闭")),
            "cancel": Verb(actions.cancel, _("取消"), ProcessBecause, danger=True),
        },
        filters=orders.ProcessOrderFilters,
        filter_paths={"made_from": "made_on__gte", "made_until": "made_on__lte"},
        columns={"party_name": "party__name", "product_name": "bom__product__name"},
        ordering=("created_at", "made_on"),
        sensitive={
            "cost_total": policy.mask_all,
            "unit_cost": policy.mask_all,
            "outputs.unit_value": policy.mask_all,
            "swaps.value": policy.mask_all,
            "receipts.material_value": policy.mask_all,
            "receipts.fee_excl": policy.mask_all,
            "receipts.freight": policy.mask_all,
            "receipts.byproduct_value": policy.mask_all,
            "receipts.value": policy.mask_all,
            "received.value": policy.mask_all,
            "scraps.price": policy.mask_all,
            "scraps.value": policy.mask_all,
        },
        load=orders.load_order,
        outside="shown_to",
    )
)

PROCESSING_SETTLEMENT = declare(
    Resource(
        model=ProcessSettlement,
        room="supply",
        name="processing_settlement",
        plural="processing-settlements",
        label=_("加工结算单"),
        out=statements.ProcessSettlementOut,
        row=statements.ProcessSettlementRow,
        create=Verb(actions.create_settlement, _("新建"), bodies.ProcessSettlementIn),
        verbs={
            "recompute": Verb(
                actions.recompute,
                _("重新计算"),
                bodies.ProcessSettlementAgain,
                states=frozenset({SettlementState.DRAFT}),
            ),
            "match": Verb(actions.match, _("核对平衡")),
            "agree": Verb(actions.agree, _("对方确认"), bodies.ProcessSettlementAgree),
            "settle": Verb(actions.settle, _("结算入账"), bodies.ProcessSettlementSettle),
            "void": Verb(actions.void, _("作废"), ProcessBecause, danger=True),
        },
        filters=statements.ProcessSettlementFilters,
        filter_paths={"settled_from": "settled_on__gte", "settled_until": "settled_on__lte"},
        columns={"order_no": "order__no", "party_name": "party__name"},
        ordering=("created_at", "settled_on"),
        sensitive={"adjustment": policy.mask_all, "written_off": policy.mask_all},
        load=statements.load_settlement,
        outside="shown_to",
    )
)

overview.papers("process_orders", PROCESSING, tab=overview.Tab.SUPPLY)
overview.papers("processing_settlements", PROCESSING_SETTLEMENT, tab=overview.Tab.SUPPLY)
