"""Questions about opportunities and pipelines."""

from backend.crm.opportunity.queries.board import Column, board
from backend.crm.opportunity.queries.facts import FACTS, Fact, fact
from backend.crm.opportunity.queries.funnel import conversion, durations, funnel_as_of, win_rate
from backend.crm.opportunity.queries.gate import Failure, breaches, conditions, failing
from backend.crm.opportunity.queries.outlook import accuracy, forecast
from backend.crm.opportunity.queries.pipelines import (
    current,
    default_pipeline,
    end_stage,
    first_stage,
    fitting_pipeline,
    lost_reasons,
    open_stages,
    stages_by_code,
)
from backend.crm.opportunity.queries.plain import Step, astray, funnel, past_close
from backend.crm.opportunity.queries.standing import Slice

__all__ = [
    "FACTS",
    "Column",
    "Fact",
    "Failure",
    "Slice",
    "Step",
    "accuracy",
    "astray",
    "board",
    "breaches",
    "conditions",
    "conversion",
    "current",
    "default_pipeline",
    "durations",
    "end_stage",
    "fact",
    "failing",
    "first_stage",
    "fitting_pipeline",
    "forecast",
    "funnel",
    "funnel_as_of",
    "lost_reasons",
    "open_stages",
    "past_close",
    "stages_by_code",
    "win_rate",
]
