"""The statement of account 对账单 for print."""

from django.utils.translation import gettext_lazy as _

from backend.core import capitals, printing
from backend.core.party.models import Party
from backend.crm.receivable.queries import Account

LABELS = {
    "instalment": _("应收款"),
    "refund_due": _("应退款"),
    "receipt": _("收款"),
    "reversal": _("收款冲销"),
    "refund": _("退款"),
    "refund_undone": _("退款退回"),
}


def statement(account: Account) -> bytes:
    """This will print a party's account for a period, with a reply form, as PDF."""
    rows = [
        {"movement": e.movement, "balance": e.balance, "label": LABELS[e.movement.kind]}
        for e in account.entries
    ]
    return printing.render(
        "crm/receivable/statement.html",
        {
            "title": _("对账单"),
            "no": f"{account.party.no} {account.since:%Y%m%d}-{account.until:%Y%m%d}",
            "on": account.until,
            "company": _our_name(),
            "account": account,
            "rows": rows,
            "words": capitals.rmb(account.closing) if account.currency == "CNY" else "",
        },
    )


def _our_name() -> str:
    """The company that writes: our own entity put on file first."""
    ours = Party.objects.filter(is_ours=True).order_by("created_at", "pk").first()
    return ours.name if ours else ""
