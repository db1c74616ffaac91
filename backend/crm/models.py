"""Every table of the crm room."""

from backend.crm.activity.models import FollowUp
from backend.crm.conflict.models import ConflictCase, ConflictEvidence
from backend.crm.contract.models import Amendment, Contract, ContractLine, PaymentTerm
from backend.crm.credit.models import CreditAccount, CreditEntry
from backend.crm.customer.models import Contact, Customer, Requirement
from backend.crm.delivery.models import Delivery
from backend.crm.fixing.models import Fixing
from backend.crm.freight.models import (
    CostElement,
    CostProfile,
    FreightCard,
    FreightRate,
    FreightSurcharge,
)
from backend.crm.intake.models import (
    Absence,
    AssignmentRule,
    FormReceipt,
    LeadForm,
    RuleSeat,
    RuleTurn,
)
from backend.crm.invoice.models import Invoice, InvoiceLine
from backend.crm.lead.models import Lead, LeadItem
from backend.crm.margin.models import MarginCost, MarginSnapshot
from backend.crm.opportunity.models import (
    LostReason,
    Opportunity,
    OpportunityCompetitor,
    OpportunityItem,
    Pipeline,
    Stage,
    StageHistory,
)
from backend.crm.playbook.models import PlaybookRule, PlaybookRun
from backend.crm.pool.models import (
    CapacityRule,
    OwnershipEvent,
    Pool,
    PoolClaims,
    PoolEntry,
    PoolLoan,
    PoolMember,
    PoolView,
    RecycleExtension,
    RecycleRule,
    RecycleWarning,
)
from backend.crm.portrait.models import LevelRule
from backend.crm.pricebook.models import PriceBook, PriceEntry, PricePaid
from backend.crm.progress.models import Milestone, Progress
from backend.crm.quote.models import (
    Quote,
    QuoteAnswer,
    QuoteCharge,
    QuoteCost,
    QuoteLine,
    QuoteLink,
    QuoteRule,
    QuoteTerm,
)
from backend.crm.receivable.models import Allocation, PlanLine, Receipt, Refund
from backend.crm.settlement.models import Settlement, SettlementLine
from backend.crm.target.models import SalesTarget
from backend.crm.task.models import Task

__all__ = [
    "Absence",
    "Allocation",
    "Amendment",
    "AssignmentRule",
    "CapacityRule",
    "ConflictCase",
    "ConflictEvidence",
    "Contact",
    "Contract",
    "ContractLine",
    "CostElement",
    "CostProfile",
    "CreditAccount",
    "CreditEntry",
    "Customer",
    "Delivery",
    "Fixing",
    "FollowUp",
    "FormReceipt",
    "FreightCard",
    "FreightRate",
    "FreightSurcharge",
    "Invoice",
    "InvoiceLine",
    "Lead",
    "LeadForm",
    "LeadItem",
    "LevelRule",
    "LostReason",
    "MarginCost",
    "MarginSnapshot",
    "Milestone",
    "Opportunity",
    "OpportunityCompetitor",
    "OpportunityItem",
    "OwnershipEvent",
    "PaymentTerm",
    "Pipeline",
    "PlanLine",
    "PlaybookRule",
    "PlaybookRun",
    "Pool",
    "PoolClaims",
    "PoolEntry",
    "PoolLoan",
    "PoolMember",
    "PoolView",
    "PriceBook",
    "PriceEntry",
    "PricePaid",
    "Progress",
    "Quote",
    "QuoteAnswer",
    "QuoteCharge",
    "QuoteCost",
    "QuoteLine",
    "QuoteLink",
    "QuoteRule",
    "QuoteTerm",
    "Receipt",
    "RecycleExtension",
    "RecycleRule",
    "RecycleWarning",
    "Refund",
    "Requirement",
    "RuleSeat",
    "RuleTurn",
    "SalesTarget",
    "Settlement",
    "SettlementLine",
    "Stage",
    "StageHistory",
    "Task",
]
