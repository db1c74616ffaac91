"""The tables of suppliers."""

from backend.supply.supplier.models.bank import BankChange
from backend.supply.supplier.models.certificate import Certificate
from backend.supply.supplier.models.qualification import (
    QualificationAnswer,
    QualificationCase,
    Questionnaire,
    QuestionnaireItem,
)
from backend.supply.supplier.models.supplier import (
    CapacityStatement,
    QualifiedCategory,
    Supplier,
    SupplierContact,
)

__all__ = [
    "BankChange",
    "CapacityStatement",
    "Certificate",
    "QualificationAnswer",
    "QualificationCase",
    "QualifiedCategory",
    "Questionnaire",
    "QuestionnaireItem",
    "Supplier",
    "SupplierContact",
]
