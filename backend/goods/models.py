"""Every table of the goods room."""

from backend.goods.bom.models import BillOfMaterials, BomLine
from backend.goods.cost.models import (
    CostEntry,
    CostingPolicy,
    CostLayer,
    CostPool,
    Revaluation,
)
from backend.goods.count.models import CountLine, StockCount
from backend.goods.landed.models import LandedCharge, LandedCost, LandedShare
from backend.goods.product.models import Product
from backend.goods.quality.models import (
    Assay,
    AssayElement,
    Certificate,
    CertificateLine,
    Characteristic,
    Inspection,
    InspectionPlan,
    InspectionValue,
    Nonconformity,
    ObjectionRule,
    QualityClaim,
)
from backend.goods.safety.models import AgeingAlert, AgeingRule, SafetyStock
from backend.goods.serial.models import Serial
from backend.goods.stock.models import (
    Balance,
    Clearance,
    Lot,
    LotLink,
    Reservation,
    StockMove,
)
from backend.goods.storage.models import StorageCharge, StorageRun, StorageTariff
from backend.goods.title.models import TitleLine, TitleTransfer
from backend.goods.warehouse.models import Bin, Warehouse
from backend.goods.warrant.models import Warrant, WarrantLine
from backend.goods.weighing.models import (
    CounterWeight,
    Reading,
    ReadingConfirmation,
    Scale,
    ScaleDifference,
    TicketDeduction,
    VehicleTare,
    WeighTicket,
)

__all__ = [
    "AgeingAlert",
    "AgeingRule",
    "Assay",
    "AssayElement",
    "Balance",
    "BillOfMaterials",
    "Bin",
    "BomLine",
    "Certificate",
    "CertificateLine",
    "Characteristic",
    "Clearance",
    "CostEntry",
    "CostLayer",
    "CostPool",
    "CostingPolicy",
    "CountLine",
    "CounterWeight",
    "Inspection",
    "InspectionPlan",
    "InspectionValue",
    "LandedCharge",
    "LandedCost",
    "LandedShare",
    "Lot",
    "LotLink",
    "Nonconformity",
    "ObjectionRule",
    "Product",
    "QualityClaim",
    "Reading",
    "ReadingConfirmation",
    "Reservation",
    "Revaluation",
    "SafetyStock",
    "Scale",
    "ScaleDifference",
    "Serial",
    "StockCount",
    "StockMove",
    "StorageCharge",
    "StorageRun",
    "StorageTariff",
    "TicketDeduction",
    "TitleLine",
    "TitleTransfer",
    "VehicleTare",
    "Warehouse",
    "Warrant",
    "WarrantLine",
    "WeighTicket",
]
