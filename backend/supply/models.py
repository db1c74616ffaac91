"""Every table of the supply room."""

from backend.supply.callprice.models import PurchaseFixing
from backend.supply.payable.models import (
    Payable,
    Payment,
    PaymentAllocation,
    SupplierEntry,
    SupplierInvoice,
    SupplierInvoiceLine,
    SupplierStatement,
)
from backend.supply.pricesettlement.models import (
    PriceSettlement,
    PriceSettlementLine,
    SettledLot,
)
from backend.supply.purchase.models import Purchase, PurchaseChange, PurchaseLine, PurchaseTerm
from backend.supply.receiving.models import (
    ArrivalNotice,
    Characteristic,
    GoodsReceipt,
    GoodsReceiptLine,
    Inspection,
    InspectionPlan,
    InspectionValue,
    NoticeLine,
)
from backend.supply.requisition.models import (
    Requisition,
    RequisitionLine,
    RequisitionOrder,
    RequisitionShare,
)
from backend.supply.supplier.models import (
    BankChange,
    CapacityStatement,
    Certificate,
    QualificationAnswer,
    QualificationCase,
    QualifiedCategory,
    Questionnaire,
    QuestionnaireItem,
    Supplier,
    SupplierContact,
)

__all__ = [
    "ArrivalNotice",
    "BankChange",
    "CapacityStatement",
    "Certificate",
    "Characteristic",
    "GoodsReceipt",
    "GoodsReceiptLine",
    "Inspection",
    "InspectionPlan",
    "InspectionValue",
    "NoticeLine",
    "Payable",
    "Payment",
    "PaymentAllocation",
    "PriceSettlement",
    "PriceSettlementLine",
    "Purchase",
    "PurchaseChange",
    "PurchaseFixing",
    "PurchaseLine",
    "PurchaseTerm",
    "QualificationAnswer",
    "QualificationCase",
    "QualifiedCategory",
    "Questionnaire",
    "QuestionnaireItem",
    "Requisition",
    "RequisitionLine",
    "RequisitionOrder",
    "RequisitionShare",
    "SettledLot",
    "Supplier",
    "SupplierContact",
    "SupplierEntry",
    "SupplierInvoice",
    "SupplierInvoiceLine",
    "SupplierStatement",
]
