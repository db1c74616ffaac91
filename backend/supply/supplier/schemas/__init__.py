"""Suppliers, their qualification, certificates and accounts as machines see them."""

from backend.supply.supplier.schemas.bank import BANK_CHANGE
from backend.supply.supplier.schemas.certificate import CERTIFICATE
from backend.supply.supplier.schemas.qualification import QUALIFICATION
from backend.supply.supplier.schemas.questionnaire import QUESTIONNAIRE
from backend.supply.supplier.schemas.supplier import SUPPLIER

__all__ = ["BANK_CHANGE", "CERTIFICATE", "QUALIFICATION", "QUESTIONNAIRE", "SUPPLIER"]
