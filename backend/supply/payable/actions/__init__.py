"""What is done with what we owe."""

from backend.supply.payable.actions.accounts import book_processing, book_receipts
from backend.supply.payable.actions.invoices import (
    accept_invoice,
    create_invoice,
    match_invoice,
    void_invoice,
)
from backend.supply.payable.actions.offsetting import offset, void_payment
from backend.supply.payable.actions.paying import allocate_payment, pay_payment
from backend.supply.payable.actions.payments import (
    approve_payment,
    create_payment,
    reject_payment,
    release_payment,
)
from backend.supply.payable.actions.plan import open_processing, refresh
from backend.supply.payable.actions.statements import (
    confirm_statement,
    create_statement,
    dispute_statement,
    send_statement,
    void_statement,
)

__all__ = [
    "accept_invoice",
    "allocate_payment",
    "approve_payment",
    "book_processing",
    "book_receipts",
    "confirm_statement",
    "create_invoice",
    "create_payment",
    "create_statement",
    "dispute_statement",
    "match_invoice",
    "offset",
    "open_processing",
    "pay_payment",
    "refresh",
    "reject_payment",
    "release_payment",
    "send_statement",
    "void_invoice",
    "void_payment",
    "void_statement",
]
