"""Spare parts as machines see them."""

from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.service.parts import actions
from backend.service.parts.models import (
    DefectiveReturn,
    Fitment,
    PartReference,
    PartsRequest,
    SupplierWarranty,
    VanLevel,
    WarrantyClaim,
)
from backend.service.parts.schemas import back, fit, vans

VAN_LEVEL = declare(
    Resource(
        model=VanLevel,
        room="service",
        name="van_level",
        plural="van-levels",
        label=_("车载定额"),
        out=vans.VanLevelOut,
        row=vans.VanLevelRow,
        create=Verb(actions.vans.create_level, _("新建"), vans.VanLevelIn),
        change=Verb(actions.vans.change_level, _("修改"), vans.VanLevelPatch, states=ALWAYS),
        filters=vans.VanLevelFilters,
        columns={
            "warehouse_name": "warehouse__name",
            "product_code": "product__code",
            "product_name": "product__name",
        },
        load=vans.load_level,
    )
)

PARTS_REQUEST = declare(
    Resource(
        model=PartsRequest,
        room="service",
        name="parts_request",
        plural="parts-requests",
        label=_("备件申请"),
        out=vans.PartsRequestOut,
        row=vans.PartsRequestRow,
        create=Verb(actions.vans.create, _("新建"), vans.PartsRequestIn),
        verbs={
            "approve": Verb(actions.vans.approve, _("批准"), vans.PartsRequestApprove),
            "reject": Verb(
                actions.vans.reject,
                _("驳回"),
                vans.PartsBecause,
                danger=True,
            ),
            "ship": Verb(actions.road.ship, _("发货"), vans.PartsRequestShip),
            "receive": Verb(actions.road.receive, _("收货"), vans.PartsRequestReceive),
            "cancel": Verb(actions.vans.cancel, _("取消"), vans.PartsBecause, danger=True),
        },
        filters=vans.PartsRequestFilters,
        columns={
            "to_warehouse_name": "to_warehouse__name",
            "from_warehouse_name": "from_warehouse__name",
            "work_order_no": "work_order__no",
        },
        load=vans.load_request,
    )
)

DEFECTIVE_RETURN = declare(
    Resource(
        model=DefectiveReturn,
        room="service",
        name="defective_return",
        plural="defective-returns",
        label=_("旧件返回"),
        out=back.DefectiveReturnOut,
        row=back.DefectiveReturnRow,
        create=Verb(actions.back.create, _("新建"), back.DefectiveReturnIn),
        verbs={
            "approve": Verb(actions.back.approve, _("批准寄回")),
            "send": Verb(actions.back.send, _("登记寄出"), back.DefectiveReturnSend),
            "receive": Verb(actions.back.receive, _("收到旧件"), back.DefectiveReturnReceive),
            "inspect": Verb(actions.back.inspect, _("登记检验"), back.DefectiveReturnInspect),
            "credit": Verb(actions.ending.credit, _("退供应商"), back.DefectiveReturnEnd),
            "repair": Verb(actions.ending.repair, _("修复入库"), back.DefectiveReturnRepair),
            "scrap": Verb(actions.ending.scrap, _("报废"), back.DefectiveReturnEnd, danger=True),
            "reject": Verb(
                actions.back.reject,
                _("不需寄回"),
                back.DefectiveReturnBecause,
            ),
        },
        filters=back.DefectiveReturnFilters,
        columns={
            "product_name": "product__name",
            "customer_name": "customer__name",
            "asset_serial": "asset__serial",
        },
        sensitive={"supplier_id": policy.mask_all, "supplier_name": policy.mask_all},
        load=back.load_back,
    )
)

SUPPLIER_WARRANTY = declare(
    Resource(
        model=SupplierWarranty,
        room="service",
        name="supplier_warranty",
        plural="supplier-warranties",
        label=_("供应商质保"),
        out=back.SupplierWarrantyOut,
        row=back.SupplierWarrantyRow,
        create=Verb(actions.claims.create_warranty, _("新建"), back.SupplierWarrantyIn),
        change=Verb(
            actions.claims.change_warranty,
            _("修改"),
            back.SupplierWarrantyPatch,
            states=ALWAYS,
        ),
        filters=back.SupplierWarrantyFilters,
        columns={"supplier_name": "supplier__name", "product_name": "product__name"},
        load=back.load_warranty,
    )
)

WARRANTY_CLAIM = declare(
    Resource(
        model=WarrantyClaim,
        room="service",
        name="warranty_claim",
        plural="warranty-claims",
        label=_("供应商索赔"),
        out=back.WarrantyClaimOut,
        row=back.WarrantyClaimRow,
        create=Verb(actions.claims.create, _("新建"), back.WarrantyClaimIn),
        verbs={
            "send": Verb(actions.claims.send, _("提出"), back.WarrantyClaimOn),
            "accept": Verb(actions.claims.accept, _("对方同意"), back.WarrantyClaimAccept),
            "reject": Verb(actions.claims.reject, _("对方拒绝"), back.WarrantyClaimReject),
            "credit": Verb(actions.claims.credit, _("已入账"), back.WarrantyClaimCredit),
        },
        filters=back.WarrantyClaimFilters,
        columns={
            "supplier_name": "supplier__name",
            "product_name": "product__name",
            "back_no": "back__no",
        },
        ordering=("created_at", "made_on"),
        sensitive={"amount": policy.mask_all, "amount_agreed": policy.mask_all},
        load=back.load_claim,
    )
)

PART_REFERENCE = declare(
    Resource(
        model=PartReference,
        room="service",
        name="part_reference",
        plural="part-references",
        label=_("件号对照"),
        out=fit.PartReferenceOut,
        row=fit.PartReferenceRow,
        create=Verb(actions.fit.create_reference, _("新建"), fit.PartReferenceIn),
        change=Verb(actions.fit.change_reference, _("修改"), fit.PartReferencePatch, states=ALWAYS),
        filters=fit.PartReferenceFilters,
        columns={"product_code": "product__code", "product_name": "product__name"},
        load=fit.load_reference,
    )
)

FITMENT = declare(
    Resource(
        model=Fitment,
        room="service",
        name="fitment",
        plural="fitments",
        label=_("适配关系"),
        out=fit.FitmentOut,
        row=fit.FitmentRow,
        create=Verb(actions.fit.create_fitment, _("新建"), fit.FitmentIn),
        change=Verb(actions.fit.change_fitment, _("修改"), fit.FitmentPatch, states=ALWAYS),
        filters=fit.FitmentFilters,
        columns={"part_name": "part__name", "machine_name": "machine__name"},
        load=fit.load_fitment,
    )
)
