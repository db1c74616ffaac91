"""A work order in the back office: the path with the next step, what was checked, used, signed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Mode
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.files.models import Attachment
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse
from backend.service.engineer.models import Engineer
from backend.service.workorder import queries
from backend.service.workorder.flow import State
from backend.service.workorder.models import BillLine, ChecklistTemplate, WorkOrder
from backend.service.workorder.schemas import WORK_ORDER
from backend.service.workorder.schemas.faces import time_note

TIMED = (BillLine.Kind.LABOUR, BillLine.Kind.TRAVEL)
Rows = Iterable[Mapping[str, Any]]
Offers = Iterable[tuple[str, str]]


def steps(order: WorkOrder, actor: Actor) -> Rows:
    """This will tell the steps: the device's time, the one that counts, and why they differ."""
    verbs = {name: str(verb.label) for name, verb in WORK_ORDER.verbs.items()}
    for row in order.steps.all():
        yield {
            "verb": verbs.get(row.verb, row.verb),
            "counted_at": row.counted_at,
            "device_at": row.device_at,
            "note": time_note(row) if row.flag else "",
            "reason": row.reason,
        }


def checks(order: WorkOrder, actor: Actor) -> Rows:
    """This will list what was looked at and how it came out."""
    verdicts = {None: "—", True: _now("合格"), False: _now("不合格")}
    for row in order.checks.all():
        limits = [f"{one.normalize():f}" if one is not None else "" for one in
                  (row.minimum, row.maximum)]  # fmt: skip
        yield {
            "seq": row.seq,
            "label": row.label,
            "is_mandatory": _now("必填") if row.is_mandatory else "",
            "limits": " ~ ".join(limits) if any(limits) else "",
            "answer": queries.answer_text(row),
            "verdict": verdicts[row.is_passed],
            "note": row.note,
        }


def signed(order: WorkOrder, actor: Actor) -> Rows:
    """This will show who signed, or why not, and the digests of text and picture."""
    row = getattr(order, "signature", None)
    if row is None:
        return
    yield {
        "signer": _now("拒签：{why}").format(why=row.reason) if row.is_refused else row.signer,
        "at": row.at,
        "picture": row.picture.name,
        "is_same": _now("一致") if row.is_same else _now("不一致，以客户所见原文为准"),
        "document_sha256": row.document_sha256,
    }


def bill(order: WorkOrder, actor: Actor) -> Rows:
    """This will list the bill for who may see amounts."""
    if policy.mode(actor, WORK_ORDER, "amount_due") < Mode.READONLY:
        return
    for row in order.bill_lines.all():
        per = _now("/小时") if row.kind in TIMED else ""
        yield {
            "label": row.label,
            "quantity": f"{row.quantity.normalize():f} {row.unit_name}".strip(),
            "price": f"{row.price.normalize():f}{per}",
            "amount": row.amount,
            "is_covered": _now("保内") if row.is_covered else _now("客户"),
            "due": row.due,
        }


def rows_of(document: Any, actor: Actor) -> Offers:
    """This will offer the rows of the checklist."""
    if document is None:
        return
    for row in document.checks.all():
        yield str(row.pk), f"{row.seq} · {row.label} · {row.get_kind_display()}"


def parts_in(document: Any, actor: Actor) -> Offers:
    """This will offer the parts that were put in."""
    if document is None:
        return
    for row in queries.parts_of(document):
        yield str(row.pk), f"{row} {row.serial_in}".strip()


def pictures(document: Any, actor: Actor) -> Offers:
    """This will offer the pictures that were uploaded to the order."""
    if document is None:
        return
    files = Attachment.objects.filter(document=WORK_ORDER.code, document_id=document.pk)
    for row in files.filter(mime__startswith="image/").order_by("-created_at"):
        yield str(row.pk), f"{row.name} · {row.created_at:%m-%d %H:%M}"


@admin.register(WorkOrder)
class WorkOrderAdmin(DocumentAdmin):
    """Jobs at customers'."""

    resource = WORK_ORDER
    icon = "handyman"
    place = 20
    labels = {
        "customer_name": _("客户"),
        "asset_serial": _("设备序列号"),
        "ticket_no": _("服务单"),
        "engineer_name": _("工程师"),
        "engineer_id": _("工程师"),
        "customer_id": _("客户"),
        "asset_id": _("设备"),
        "ticket_id": _("服务单"),
        "checklist_id": _("检查表"),
        "checklist_name": _("检查表"),
        "parent_no": _("上次工单"),
        "starts_at": _("开始"),
        "ends_at": _("结束"),
        "scheduled_after": _("预约晚于"),
        "scheduled_before": _("预约早于"),
        "labour_minutes": _("总工时（分钟）"),
        "missing": _("尚缺必填项"),
        "failed": _("不合格项"),
        "time_notes": _("设备时间校正"),
        "steps": _("步骤"), "checks": _("检查项"), "labour": _("工时"), "travel": _("行程"),
        "expenses": _("费用"), "parts": _("用料"), "photos": _("照片"),
        "bill_lines": _("结算明细"), "children": _("后续工单"), "signatures": _("客户签字"),
        "answers": _("检查结果"), "answer": _("结果"), "verdict": _("判定"),
        "limits": _("范围"), "verb": _("动作"), "counted_at": _("计入时间"),
        "device_at": _("设备时间"), "sent_at": _("设备发送时间（离线补传时填写）"),
        "step_id": _("客户端编号"), "id": _("客户端编号"), "check_id": _("检查项"),
        "text": _("回答（是/否填 yes 或 no）"), "number": _("数值"),
        "photo_ids": _("照片（先上传附件）"), "file_id": _("照片（先上传附件）"),
        "picture_id": _("签名图片或现场照片（先上传附件）"), "picture": _("图片"),
        "document_text": _("客户所见内容（留空为当前报告）"), "is_same": _("所见内容"),
        "document_sha256": _("内容 SHA-256"), "signer": _("签字人"),
        "signer_phone": _("签字人电话"), "reason": _("原因"), "at": _("时间"), "on": _("日期"),
        "km": _("公里"), "minutes": _("分钟"), "note": _("说明"), "when": _("时机"),
        "moment": _("时机"), "kind": _("类型"), "started_at": _("开始"),
        "stopped_at": _("结束"), "product_id": _("备件"), "product_name": _("备件"),
        "quantity": _("数量"), "warehouse_id": _("取自仓库（留空为服务车）"),
        "warehouse_name": _("取自"), "lot_id": _("批次（留空为最早批次）"), "lot_no": _("批次"),
        "serial_in": _("装上序列号"), "serial_out": _("拆下序列号"), "position": _("位置"),
        "is_defective_back": _("旧件返回"), "cost_amount": _("成本（不含税）"),
        "part_id": _("用料"), "amount": _("金额（含税）"), "is_charged": _("向客户收取"),
        "label": _("内容"), "price": _("单价（含税）"), "is_covered": _("承担"),
        "due": _("客户应付（含税）"), "seq": _("序号"), "is_mandatory": _("必填"),
        "taken_back_at": _("退回时间"), "next_action": _("后续工作"),
    }  # fmt: skip
    columns = (
        "no", "summary", "customer_name", "asset_serial", "kind", "state", "engineer_name",
        "scheduled_from", "billing", "ticket_no",
    )  # fmt: skip
    filters = (
        "state", "kind", "billing", "engineer_id", "customer_id", "scheduled_after",
        "scheduled_before",
    )  # fmt: skip
    facts = (
        (
            _("工作"),
            ("kind", "summary", "description", "customer_id", "asset_id", "ticket_id",
             "symptom_code", "skills", "checklist_id", "parent_no"),
        ),
        (
            _("现场与预约"),
            ("site_address", "contact_name", "contact_phone", "window_from", "window_until",
             "duration_minutes", "engineer_id", "scheduled_from", "scheduled_until"),
        ),
        (
            _("处理"),
            ("findings", "solution", "cause_code", "solution_code", "next_action", "is_restored",
             "pause_kind", "missing", "failed", "time_notes", "arrived_at", "finished_at",
             "labour_minutes"),
        ),
        (
            _("结算"),
            ("billing", "covers_labour", "covers_parts", "covers_travel", "quoted_amount",
             "amount_due", "amount_covered", "cost_of_parts", "signer_phone"),
        ),
    )  # fmt: skip
    tables = (
        ChildTable(
            _("检查项"), checks,
            ("seq", "label", "is_mandatory", "limits", "answer", "verdict", "note"),
            replaces="checks",
        ),
        ChildTable(
            _("用料"), "parts",
            ("product_name", "quantity", "serial_in", "serial_out", "position", "warehouse_name",
             "lot_no", "is_defective_back", "cost_amount", "taken_back_at"),
        ),
        ChildTable(
            _("工时"), "labour", ("engineer_name", "started_at", "stopped_at", "minutes", "note")
        ),
        ChildTable(_("行程"), "travel", ("at", "minutes", "km", "note")),
        ChildTable(_("费用"), "expenses", ("at", "kind", "amount", "is_charged", "note")),
        ChildTable(_("照片"), "photos", ("moment", "at", "note")),
        ChildTable(
            _("客户签字"), signed,
            ("signer", "at", "picture", "is_same", "document_sha256"),
            replaces="signatures",
        ),
        ChildTable(
            _("结算明细"), bill,
            ("label", "quantity", "price", "amount", "is_covered", "due"),
            replaces="bill_lines",
        ),
        ChildTable(
            _("步骤与时间"), steps, ("verb", "counted_at", "device_at", "note", "reason"),
            replaces="steps",
        ),
        ChildTable(_("后续工单"), "children", ("no", "state", "summary")),
    )  # fmt: skip
    prints = ((_("服务报告 PDF"), "api:service_work_order_report"),)
    references = {
        "checklist_id": ChecklistTemplate,
        "engineer_id": Engineer,
        "product_id": Product,
        "warehouse_id": Warehouse,
        "lot_id": Lot,
        "check_id": rows_of,
        "part_id": parts_in,
        "picture_id": pictures,
        "file_id": pictures,
        "photo_ids": pictures,
    }
    main_path = (
        State.DRAFT,
        State.SCHEDULED,
        State.DISPATCHED,
        State.ACCEPTED,
        State.EN_ROUTE,
        State.ON_SITE,
        State.WORKING,
        State.DONE_PENDING_SIGN,
        State.COMPLETED,
        State.REVIEWED,
        State.CLOSED,
    )
    asides = (
        "decline", "no_access", "pause", "follow_up", "check", "use_part", "take_back_part",
        "log_labour", "log_travel", "add_expense", "add_photo", "rework", "unschedule",
        "refuse_sign",
    )  # fmt: skip
    party_path = "customer_id"
    empty = _("还没有工单。可从服务单、设备或保养计划生成，也可直接新建。")
