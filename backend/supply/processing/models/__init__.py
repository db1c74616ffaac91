"""Mills, bills of processing, orders, what moved for them and how they were settled."""

from backend.supply.processing.models.orders import MaterialEntry, ProcessOrder, ProcessOutput
from backend.supply.processing.models.papers import (
    LossRecord,
    MaterialIssue,
    MaterialReturn,
    MaterialSwap,
    ProcessingReceipt,
    ProgressReport,
    ReceiptByproduct,
    ReceiptOutput,
)
from backend.supply.processing.models.settlements import (
    ProcessSettlement,
    ProcessSettlementLine,
)
from backend.supply.processing.models.setup import (
    Bom,
    BomByproduct,
    BomElement,
    BomInput,
    Processor,
    ProcessorRate,
)

__all__ = [
    "Bom",
    "BomByproduct",
    "BomElement",
    "BomInput",
    "LossRecord",
    "MaterialEntry",
    "MaterialIssue",
    "MaterialReturn",
    "MaterialSwap",
    "ProcessOrder",
    "ProcessOutput",
    "ProcessSettlement",
    "ProcessSettlementLine",
    "ProcessingReceipt",
    "Processor",
    "ProcessorRate",
    "ProgressReport",
    "ReceiptByproduct",
    "ReceiptOutput",
]
