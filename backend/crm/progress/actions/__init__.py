"""What is done with production progress."""

from backend.crm.progress.actions.plan import LinePlanned, WeightsNotWhole, cancel, plan, replan
from backend.crm.progress.actions.report import (
    OldReport,
    PercentFell,
    ReasonMissing,
    report,
    report_for,
)

__all__ = [
    "LinePlanned",
    "OldReport",
    "PercentFell",
    "ReasonMissing",
    "WeightsNotWhole",
    "cancel",
    "plan",
    "replan",
    "report",
    "report_for",
]
