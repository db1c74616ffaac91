"""The plays every house begins with."""

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as say

from backend.core.access.actor import Actor
from backend.crm.playbook.actions import writing
from backend.crm.playbook.models import PlaybookRule

T = PlaybookRule.Trigger
CONTACT = "crm.followup.created:counts_as_contact=true"
LEAD_OVER = ("!crm.lead.invalidated", "!crm.lead.duplicated", "!crm.lead.converted")
SALE_OVER = ("!crm.opportunity.won", "!crm.opportunity.lost", "!crm.opportunity.voided")
SALE_DECIDED = ("crm.opportunity.won", "crm.opportunity.lost", "crm.opportunity.voided")


def seed(*, actor: Actor, at: datetime) -> int:
    """This will write down the default playbook, what of it is missing, and tell how much."""
    known = set(PlaybookRule.objects.values_list("code", flat=True))
    missing = [row for row in _plays() if row["code"] not in known]
    for row in missing:
        writing.create(actor=actor, id=None, **row)
    PlaybookRule.objects.filter(code__in=[row["code"] for row in missing]).update(active_from=at)
    return len(missing)


def _plays() -> list[dict[str, Any]]:
    return [*_leads(), *_offers(), *_sales(), *_customers()]


def _leads() -> list[dict[str, Any]]:
    common = {
        "trigger": T.LEAD_ASSIGNED,
        "kind": "call",
        "title": say("首次联系：{party} {name}"),
        "in_work_time": True,
        "closes_on": [CONTACT, *LEAD_OVER],
        "escalate_days": 1,
    }
    return [
        {
            **common,
            "code": "first-contact-a",
            "name": say("A 级线索首次联系"),
            "levels": ["A"],
            "delay_hours": 2,
            "priority": "urgent",
        },
        {
            **common,
            "code": "first-contact",
            "name": say("线索首次联系"),
            "levels": ["B", "C", "D", "-"],
            "delay_days": 1,
            "priority": "high",
        },
    ]


def _offers() -> list[dict[str, Any]]:
    return [
        {
            "code": "first-quote",
            "name": say("首次报价"),
            "trigger": T.OPPORTUNITY_OPENED,
            "kind": "quote",
            "title": say("首次报价：{party} {name}，并填写金额与赢率"),
            "delay_days": 3,
            "priority": "high",
            "closes_on": ["crm.quote.sent", *SALE_OVER],
            "escalate_days": 2,
        },
        {
            "code": "quote-call",
            "name": say("报价未回复致电"),
            "trigger": T.QUOTE_SENT,
            "kind": "call",
            "title": say("致电确认报价 {no}：{party}"),
            "delay_days": 5,
            "closes_on": [
                "crm.quote.accepted",
                "crm.quote.rejected",
                "crm.quote.contracted",
                "!crm.quote.superseded",
                f"{CONTACT}@opportunity",
                CONTACT,
            ],
        },
    ]


def _sales() -> list[dict[str, Any]]:
    return [
        {
            "code": "weekly-follow-up",
            "name": say("重点商机每周跟进"),
            "trigger": T.WEEKLY,
            "amount_over": Decimal("50000.00"),
            "due_weekday": 5,
            "due_time": time(17, 0),
            "kind": "call",
            "title": say("本周跟进：{party} {name}（{week}）"),
            "closes_on": [CONTACT, *SALE_OVER],
        },
        {
            "code": "stage-warn",
            "name": say("阶段停留提醒"),
            "trigger": T.STAGE_WARN,
            "delay_days": 1,
            "kind": "review",
            "title": say("与主管检视：{name} 在“{stage}”已 {days} 天"),
            "closes_on": ["crm.opportunity.moved", *SALE_DECIDED],
        },
        {
            "code": "stage-max",
            "name": say("阶段停留超限"),
            "trigger": T.STAGE_MAX,
            "delay_days": 2,
            "kind": "review",
            "priority": "urgent",
            "title": say("必须决定：{name} 在“{stage}”已 {days} 天，推进、输单或说明延期"),
            "closes_on": ["crm.opportunity.moved", *SALE_DECIDED],
            "escalate_days": 1,
        },
        {
            "code": "close-passed",
            "name": say("已过预计成交日"),
            "trigger": T.CLOSE_PASSED,
            "delay_days": 1,
            "kind": "review",
            "priority": "high",
            "title": say("更新预计成交日或输单：{party} {name}（{date}）"),
            "closes_on": ["crm.opportunity.changed:expected_close_on", *SALE_DECIDED],
            "escalate_days": 3,
        },
    ]


def _customers() -> list[dict[str, Any]]:
    renewal = {
        "trigger": T.CONTRACT_ENDING,
        "kind": "visit",
        "title": say("续约：{party} 合同 {no} 于 {date} 到期"),
        "closes_on": [
            "crm.contract.signed@party",
            "!crm.contract.terminated",
            "!crm.contract.closed",
        ],
    }
    return [
        {
            **renewal,
            "code": "renewal-30",
            "name": say("长单到期前 30 天续约"),
            "trigger_days": 30,
            "priority": "high",
        },
        {
            **renewal,
            "code": "renewal-7",
            "name": say("长单到期前 7 天续约"),
            "trigger_days": 7,
            "priority": "urgent",
            "escalate_days": 1,
        },
        {
            "code": "care-visit",
            "name": say("A 级客户关怀拜访"),
            "trigger": T.NO_DEAL,
            "trigger_days": 60,
            "levels": ["A"],
            "delay_days": 7,
            "kind": "visit",
            "title": say("关怀拜访：{party} 已 {days} 天未成交"),
            "closes_on": ["crm.followup.created:kind=visit@party", "!crm.customer.lost"],
        },
    ]
