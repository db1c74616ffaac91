"""A sales contract, its lines, its payment terms and its amendments."""

from backend.crm.contract.models.amendment import Amendment
from backend.crm.contract.models.contract import Axis, Contract
from backend.crm.contract.models.line import ContractLine
from backend.crm.contract.models.term import PaymentTerm

__all__ = ["Amendment", "Axis", "Contract", "ContractLine", "PaymentTerm"]
