"""An opportunity, its pipeline and its figures as machines see them."""

from backend.crm.opportunity.schemas.figures import (
    AccuracyOut,
    AccuracyQuery,
    BoardOut,
    BoardQuery,
    ConversionOut,
    DurationsOut,
    ForecastOut,
    FunnelOut,
    FunnelQuery,
    PeriodQuery,
    WinRateOut,
    WinRateQuery,
)
from backend.crm.opportunity.schemas.opportunity import OPPORTUNITY, Currency
from backend.crm.opportunity.schemas.pipeline import PIPELINE
from backend.crm.opportunity.schemas.reason import LOST_REASON

__all__ = [
    "LOST_REASON",
    "OPPORTUNITY",
    "PIPELINE",
    "AccuracyOut",
    "AccuracyQuery",
    "BoardOut",
    "BoardQuery",
    "ConversionOut",
    "Currency",
    "DurationsOut",
    "ForecastOut",
    "FunnelOut",
    "FunnelQuery",
    "PeriodQuery",
    "WinRateOut",
    "WinRateQuery",
]
