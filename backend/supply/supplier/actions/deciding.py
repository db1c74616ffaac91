"""What a case needs before it is decided, and what the decision does."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.supply.supplier import calc
from backend.supply.supplier.actions import profile
from backend.supply.supplier.flow import CaseState, CertificateState, State
from backend.supply.supplier.models import (
    Certificate,
    QualificationAnswer,
    QualificationCase,
    Supplier,
)

log.declare("supply.qualification.decided")
ZERO = Decimal(0)


class NotOpen(Refusal):
    """What was submitted is not written anew."""

    sentence = _("该准入已提交或已评定，不能再修改；如需补充请先退回。")


class Incomplete(Refusal):
    """Something required is missing."""

    sentence = _("准入资料不完整：{missing}。")


class KnockedOut(Refusal):
    """A failed knock-out can not be decided otherwise."""

    sentence = _("一票否决项未通过（{questions}），只能评定为不合格。")


class TooFewPoints(Refusal):
    """The score does not carry the decision."""

    sentence = _("得分 {score} 低于{wanted}线 {line}，不能这样评定。")


class AuditFailed(Refusal):
    """The site or the trial was found wanting."""

    sentence = _("{what}未通过，不能评定为合格。")


def score_of(answers: Sequence[QualificationAnswer]) -> Decimal | None:
    """This will give the score so far; None while questions are open."""
    if any(row.score is None for row in answers):
        return None
    return calc.score(_plain(answers))


def _plain(answers: Sequence[QualificationAnswer]) -> list[calc.Answered]:
    return [
        calc.Answered(
            row.weight, ZERO if row.score is None else row.score, row.minimum, row.is_knock_out
        )
        for row in answers
    ]


def require_complete(case: QualificationCase, *, on: date) -> None:
    """This will raise Incomplete naming everything that is missing."""
    asked = case.questionnaire
    missing = []
    if case.score is None:
        missing.append(str(_("问卷未答完")))
    if asked.needs_audit and case.audited_on is None:
        missing.append(str(_("缺现场审核")))
    if asked.needs_trial and case.trial_passed is None:
        missing.append(str(_("缺试单结果")))
    missing += [str(_("缺已核验且有效的{kind}")).format(kind=k) for k in _papers(case, on)]
    if missing:
        raise Incomplete(missing="、".join(missing))


def _papers(case: QualificationCase, on: date) -> list[str]:
    held = {
        row.kind
        for row in Certificate.objects.filter(
            supplier_id=case.supplier_id, state=CertificateState.VERIFIED
        )
        if (row.expires_on is None or row.expires_on >= on)
        and row.category in ("", *case.categories)
    }
    labels = dict(Certificate.Kind.choices)
    return [str(labels[kind]) for kind in case.questionnaire.certificates if kind not in held]


@documents.verb
def decide(
    case_id: UUID,
    *,
    actor: Actor,
    on: date,
    decision: str,
    conditions: str,
    valid_until: date | None,
    note: str,
) -> QualificationCase:
    """This will decide a case; raises KnockedOut, TooFewPoints and AuditFailed.

    A lost review suspends a supplier that was qualified before.
    """
    case = documents.lock(
        QualificationCase, case_id, actor=actor, permission="supply.decide_qualification"
    )
    supplier = Supplier.objects.select_for_update(no_key=True).get(pk=case.supplier_id)
    documents.remember(supplier)
    if decision == CaseState.REJECTED:
        case.reject()
        _lose(supplier)
    else:
        _win(case, supplier, on=on, decision=decision, conditions=conditions, until=valid_until)
    case.decided_by_id, case.decided_on, case.decision_note = actor.user_id, on, note
    documents.save(supplier, actor=actor, event="supply.supplier.changed", reason=note)
    payload = {"decision": decision, "supplier_id": supplier.pk, "categories": case.categories}
    return documents.save(case, actor=actor, event="supply.qualification.decided", payload=payload)


def _lose(supplier: Supplier) -> None:
    if supplier.state == State.IN_QUALIFICATION:
        supplier.reject()
    elif supplier.state in (State.QUALIFIED, State.CONDITIONAL):
        supplier.suspended_from = supplier.state
        supplier.suspend()


def _win(
    case: QualificationCase,
    supplier: Supplier,
    *,
    on: date,
    decision: str,
    conditions: str,
    until: date | None,
) -> None:
    is_full = decision == CaseState.QUALIFIED
    if is_full:
        case.qualify()
    else:
        case.qualify_conditionally()
    _require_earned(case, is_full=is_full)
    if not is_full and not conditions:
        raise Malformed(errors={"conditions": profile.NoConditions.sentence})
    months = case.questionnaire.valid_months
    case.valid_until = until or calc.months_later(on, months)
    profile.qualify_for(supplier, case.categories, on=on, until=case.valid_until)
    supplier.conditions = "" if is_full else conditions
    if is_full:
        supplier.accept()
    else:
        supplier.accept_conditionally()
    supplier.suspended_from = ""


def _require_earned(case: QualificationCase, *, is_full: bool) -> None:
    answers = list(case.answers.all())
    failed = calc.knocked_out(_plain(answers))
    if failed:
        raise KnockedOut(questions="、".join(answers[place].question for place in failed))
    asked = case.questionnaire
    line = asked.full_score if is_full else asked.conditional_score
    score = case.score or ZERO
    if score < line:
        wanted = _("合格") if is_full else _("有条件合格")
        raise TooFewPoints(score=score, wanted=wanted, line=line)
    if is_full and case.audit_passed is False:
        raise AuditFailed(what=_("现场审核"))
    if is_full and case.trial_passed is False:
        raise AuditFailed(what=_("试单"))
