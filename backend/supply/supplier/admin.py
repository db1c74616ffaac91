"""Suppliers, their qualification, certificates and accounts in the back office."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context, panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.supply.supplier.flow import BankState, CaseState, CertificateState
from backend.supply.supplier.models import (
    BankChange,
    Certificate,
    QualificationCase,
    Questionnaire,
    Supplier,
)
from backend.supply.supplier.queries import SOON
from backend.supply.supplier.schemas import (
    BANK_CHANGE,
    CERTIFICATE,
    QUALIFICATION,
    QUESTIONNAIRE,
    SUPPLIER,
)

FIRST = 5
SHARED = {
    "party_id": _("往来单位"),
    "party_name": _("供应商"),
    "supplier_id": _("供应商"),
    "supplier_name": _("供应商"),
    "categories": _("品类"),
    "category": _("品类"),
    "on": _("日期"),
    "until": _("有效期至"),
    "reason": _("原因"),
    "note": _("说明"),
    "expires_until": _("到期日止"),
}


@admin.register(Supplier)
class SupplierAdmin(DocumentAdmin):
    """Whom we buy from, what they are qualified for, and how they do."""

    resource = SUPPLIER
    icon = "factory"
    place = 5
    labels = {
        **SHARED,
        "contacts": _("联系人"),
        "lines": _("明细"),
        "qualified": _("准入品类"),
        "since": _("准入日期"),
        "is_approved": _("可下单"),
        "contacts.name": _("姓名"),
        "contacts.title": _("职务"),
        "contacts.phone": _("电话"),
        "contacts.email": _("邮箱"),
        "lines.per_month": _("月产能（吨）"),
        "lines.spare": _("当前可供（吨）"),
        "lines.lead_days": _("交期（天）"),
    }
    columns = (
        "no",
        "party_name",
        "state",
        "categories",
        "grade",
        "score",
        "band",
        "payment_days",
        "qualified_until",
    )
    filters = ("state", "category", "grade", "band", "does_processing", "expires_until")
    facts = (
        (_("供应商"), ("party_id", "state", "categories", "grade", "does_processing")),
        (
            _("商务条件"),
            ("currency", "tax_rate", "payment_days", "incoterm", "lead_days", "note"),
        ),
        (_("准入"), ("qualified_on", "qualified_until", "conditions", "risk_note")),
        (
            _("评分"),
            ("score", "band", "scored_until", "rfq_effect", "order_effect", "inspects_more"),
        ),
        (_("归属"), ("owner_id", "unit_id")),
    )
    tables = (
        ChildTable(_("准入品类"), "qualified", ("category", "since", "until")),
        ChildTable(_("联系人"), "contacts", ("name", "title", "phone", "email")),
        ChildTable(
            _("产能申报"),
            "capacities",
            ("category", "per_month", "spare", "lead_days", "reported_on", "note"),
        ),
        ChildTable(_("收款账户"), "banks", ("bank", "account")),
    )
    asides = ("assign", "report_capacity")
    party_path = "party_id"
    main_path = ("candidate", "in_qualification", "qualified")
    empty = _("还没有供应商。先在往来单位中建好公司，再为它建立供应商档案。")


@admin.register(QualificationCase)
class QualificationAdmin(DocumentAdmin):
    """Suppliers on the way to being qualified."""

    resource = QUALIFICATION
    icon = "fact_check"
    place = 6
    labels = {
        **SHARED,
        "questionnaire_id": _("问卷"),
        "questionnaire_name": _("问卷"),
        "answers": _("问卷答案"),
        "limit": _("每单限量（吨）"),
        "decision": _("评定"),
        "conditions": _("准入条件"),
        "passed": _("通过"),
        "findings": _("审核发现"),
        "auditors": _("审核人员"),
        "decided_by_id": _("评定人"),
        "answers.seq": _("题号"),
        "answers.score": _("得分"),
        "answers.note": _("说明"),
    }
    columns = ("no", "supplier_name", "state", "categories", "opened_on", "score", "decided_on")
    filters = ("state", "supplier_id", "category")
    facts = (
        (_("准入"), ("supplier_id", "state", "categories", "questionnaire_name", "opened_on")),
        (
            _("现场审核"),
            ("audited_on", "auditors", "audit_score", "audit_passed", "audit_findings"),
        ),
        (_("试单"), ("trial_limit", "trial_until", "trial_passed", "trial_note")),
        (_("评定"), ("score", "decided_on", "decided_by_id", "valid_until", "decision_note")),
    )
    tables = (
        ChildTable(
            _("问卷"),
            "answers",
            ("seq", "question", "weight", "is_knock_out", "minimum", "score", "note"),
        ),
    )
    main_path = ("open", "submitted", "qualified")
    empty = _("还没有准入。在供应商页面核对资料后，选择问卷新建一次准入。")


@admin.register(Questionnaire)
class QuestionnaireAdmin(DocumentAdmin):
    """What is asked of suppliers before they are qualified."""

    resource = QUESTIONNAIRE
    icon = "quiz"
    place = 90
    labels = {
        **SHARED,
        "items": _("问题"),
        "items.question": _("问题"),
        "items.weight": _("权重"),
        "items.is_knock_out": _("一票否决"),
        "items.minimum": _("最低分"),
    }
    columns = ("name", "categories", "full_score", "conditional_score", "valid_months", "is_active")
    facts = (
        (
            _("问卷"),
            ("name", "categories", "certificates", "needs_audit", "needs_trial", "is_active"),
        ),
        (_("分数线"), ("full_score", "conditional_score", "valid_months")),
    )
    tables = (
        ChildTable(_("问题"), "items", ("seq", "question", "weight", "is_knock_out", "minimum")),
    )
    empty = _("还没有准入问卷。写下要问供应商的问题、权重和一票否决项。")


@admin.register(Certificate)
class CertificateAdmin(DocumentAdmin):
    """What proves something about a supplier, and until when."""

    resource = CERTIFICATE
    icon = "verified"
    place = 7
    labels = SHARED
    columns = (
        "number",
        "supplier_name",
        "kind",
        "category",
        "state",
        "expires_on",
        "is_mandatory",
    )
    filters = ("state", "supplier_id", "kind", "category", "expires_until")
    facts = (
        (_("证书"), ("supplier_id", "kind", "category", "number", "scope", "issuer")),
        (_("有效期"), ("issued_on", "expires_on", "is_mandatory")),
        (_("核验"), ("state", "checked_on", "check_note")),
    )
    main_path = ("submitted", "verified")
    empty = _("还没有供应商证书。登记证书并上传扫描件，核验后生效。")


@admin.register(BankChange)
class BankChangeAdmin(DocumentAdmin):
    """Changes of the account we pay a supplier to, and who decided them."""

    resource = BANK_CHANGE
    icon = "account_balance"
    place = 8
    labels = {
        **SHARED,
        "bank_id": _("原账户"),
        "created_by_id": _("申请人"),
        "decided_by_id": _("复核人"),
    }
    columns = ("no", "supplier_name", "kind", "state", "account", "is_elsewhere", "decided_at")
    filters = ("state", "supplier_id", "kind")
    facts = (
        (_("变更"), ("supplier_id", "kind", "bank", "account", "old_account", "is_elsewhere")),
        (_("回拨核实"), ("called_at", "called_phone", "spoke_with", "call_note", "reason")),
        (
            _("复核"),
            ("state", "created_by_id", "decided_by_id", "decided_at", "decision_note"),
        ),
    )
    main_path = ("requested", "confirmed")
    empty = _("还没有账户变更。供应商来函变更账户时，先回拨档案中的电话，再在此申请。")


@panels.today("supply.confirm_bank_change", order=35)
def accounts_to_check(actor: Actor) -> panels.Item:
    """This will name the changes of account that somebody else asked for."""
    rows = policy.visible(BankChange, actor).filter(state=BankState.REQUESTED)
    rows = rows.exclude(created_by_id=actor.user_id).select_related("supplier__party")
    return panels.Item(
        _("供应商账户变更待复核"),
        rows.count(),
        panels.listing(BankChange, state=BankState.REQUESTED),
        [
            panels.Line(str(row.supplier), panels.page(row), row.get_kind_display())
            for row in rows.order_by("created_at")[:FIRST]
        ],
        icon="account_balance",
        tone="busy",
    )


@panels.today("supply.decide_qualification", order=36)
def cases_to_decide(actor: Actor) -> panels.Item:
    """This will name the qualifications that wait for a decision."""
    rows = policy.visible(QualificationCase, actor).filter(state=CaseState.SUBMITTED)
    rows = rows.select_related("supplier__party")
    return panels.Item(
        _("供应商准入待评定"),
        rows.count(),
        panels.listing(QualificationCase, state=CaseState.SUBMITTED),
        [
            panels.Line(str(row.supplier), panels.page(row), str(row.score or ""))
            for row in rows.order_by("created_at")[:FIRST]
        ],
        icon="fact_check",
    )


@panels.today("supply.verify_certificate", order=37)
def certificates_to_check(actor: Actor) -> panels.Item:
    """This will name the certificates that wait to be checked."""
    rows = policy.visible(Certificate, actor).filter(state=CertificateState.SUBMITTED)
    rows = rows.select_related("supplier__party")
    return panels.Item(
        _("供应商证书待核验"),
        rows.count(),
        panels.listing(Certificate, state=CertificateState.SUBMITTED),
        [
            panels.Line(str(row.supplier), panels.page(row), row.get_kind_display())
            for row in rows.order_by("created_at")[:FIRST]
        ],
        icon="verified",
    )


@panels.today("supply.create_certificate", order=38)
def certificates_running_out(actor: Actor) -> panels.Item:
    """This will name the certificates that run out within two months, or have."""
    until = timezone.localdate(context.now()) + SOON
    rows = policy.visible(Certificate, actor).filter(
        state=CertificateState.VERIFIED, expires_on__lte=until
    )
    rows = rows.select_related("supplier__party")
    return panels.Item(
        _("供应商证书将到期或已过期"),
        rows.count(),
        panels.listing(
            Certificate,
            state=CertificateState.VERIFIED,
            expires_until=until.isoformat(),
        ),
        [
            panels.Line(
                f"{row.supplier} · {row.get_kind_display()}",
                panels.page(row),
                "" if row.expires_on is None else row.expires_on.isoformat(),
            )
            for row in rows.order_by("expires_on")[:FIRST]
        ],
        icon="event_busy",
        tone="bad",
    )
