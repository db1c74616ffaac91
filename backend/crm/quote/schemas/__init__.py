"""A quote as machines see it."""

from django.utils.translation import gettext_lazy as _

from backend.core import overview
from backend.core.access import policy
from backend.core.party.schemas import Because
from backend.core.registry import Resource, Verb, declare
from backend.crm.quote import actions
from backend.crm.quote.flow import State
from backend.crm.quote.models import Quote, QuoteRule
from backend.crm.quote.schemas.bodies import (
    QuoteAccept,
    QuoteIn,
    QuoteOnDay,
    QuotePatch,
    QuoteRevise,
    QuoteRuleIn,
    QuoteRulePatch,
    QuoteSend,
    QuoteShare,
    QuoteUnshare,
)
from backend.crm.quote.schemas.faces import (
    QuoteFilters,
    QuoteRuleFilters,
    QuoteRuleOut,
    QuoteRuleRow,
    SalesQuoteOut,
    SalesQuoteRow,
    load,
)

QUOTE_RULE = declare(
    Resource(
        model=QuoteRule,
        room="crm",
        name="quote_rule",
        plural="quote-rules",
        label=_("报价审批规则"),
        out=QuoteRuleOut,
        row=QuoteRuleRow,
        create=Verb(actions.create_rule, _("新建"), QuoteRuleIn),
        change=Verb(actions.change_rule, _("修改"), QuoteRulePatch),
        filters=QuoteRuleFilters,
        scoped=False,
        searchable=False,
    )
)

QUOTE = declare(
    Resource(
        model=Quote,
        room="crm",
        name="quote",
        plural="quotes",
        label=_("报价单"),
        out=SalesQuoteOut,
        row=SalesQuoteRow,
        create=Verb(actions.create, _("新建"), QuoteIn),
        change=Verb(actions.change, _("修改"), QuotePatch),
        verbs={
            "reprice": Verb(
                actions.reprice,
                _("按最新行情重算"),
                QuoteOnDay,
                states=frozenset({State.DRAFT, State.APPROVED, State.SENT}),
                when=lambda quote: quote.state == State.DRAFT or quote.price_stale,
                permission="crm.change_quote",
            ),
            "submit": Verb(actions.submit, _("提交审核")),
            "return_to_draft": Verb(
                actions.return_to_draft, _("退回修改"), Because, permission="crm.approve_quote"
            ),
            "approve": Verb(actions.approve, _("批准"), QuoteOnDay),
            "send": Verb(actions.send, _("发送客户"), QuoteSend),
            "accept": Verb(actions.accept, _("客户接受"), QuoteAccept),
            "reject": Verb(actions.reject, _("客户拒绝/撤回"), Because, danger=True),
            "share": Verb(
                actions.share, _("生成客户链接"), QuoteShare, states=frozenset({State.SENT})
            ),
            "unshare": Verb(
                actions.unshare,
                _("撤销客户链接"),
                QuoteUnshare,
                states=frozenset({State.SENT, State.ACCEPTED, State.CONTRACTED}),
                when=lambda quote: quote.links.filter(revoked_at=None).exists(),
                danger=True,
            ),
            "revise": Verb(actions.revise, _("修订新版本"), QuoteRevise, transition="supersede"),
        },
        filters=QuoteFilters,
        columns={"party_name": "party__name", "owner_name": "owner__name"},
        filter_paths={
            "valid_from": "valid_until__gte",
            "valid_until": "valid_until__lte",
            "made_from": "made_on__gte",
            "made_until": "made_on__lte",
        },
        ordering=("created_at", "valid_until", "amount_estimated"),
        sensitive={
            "accepted_phone": policy.mask_phone,
            "cost_estimated": policy.mask_all,
            "costs": policy.mask_all,
            "line_costs": policy.mask_all,
            "line_margins": policy.mask_all,
            "margin_estimated": policy.mask_all,
            "margin_ratio": policy.mask_all,
        },
        load=load,
    )
)

overview.papers("quotes", QUOTE, tab=overview.Tab.SALES)
