"""What is written about maintenance plans and due visits."""

from typing import Annotated, Any

from pydantic import Field

from backend.core import types
from backend.service.engineer.calc import NEED
from backend.service.maintenance import calc
from backend.service.maintenance.models import Trigger

Days = types.count(0, 400)
Figure = types.number(18, 4)
OneSeason: Any = types.matching(calc.SEASON, maximum=11)
OneSkill: Any = types.matching(NEED, maximum=64)
Season = Annotated[list[OneSeason], Field(max_length=8)]
Skills = Annotated[list[OneSkill], Field(max_length=20)]


class MaintenanceTriggerIn(types.In):
    """What sets the work off: the calendar, a meter's step, or a reading beyond a threshold."""

    kind: types.one_of(Trigger.Kind)
    every: types.count(1, 10_000) | None = None
    unit: types.one_of(Trigger.Unit) | None = None
    is_floating: types.Flag = False
    anchor_on: types.Day | None = None
    meter_name: types.text(64) = ""
    step: types.number(18, 4, above="0") | None = None
    compare: types.one_of(Trigger.Compare) | None = None
    threshold: Figure | None = None


class MaintenanceAssetIn(types.In):
    """A machine that is named in a plan."""

    asset_id: types.Id


class MaintenanceIncludedIn(types.In):
    """A plan whose visits near by are served by this one's."""

    plan_id: types.Id


class MaintenanceKitIn(types.In):
    """A part that every visit takes."""

    product_id: types.Id
    quantity: types.PositiveWeight


Triggers = Annotated[list[MaintenanceTriggerIn], Field(max_length=20)]
Kit = Annotated[list[MaintenanceKitIn], Field(max_length=100)]
Assets = Annotated[list[MaintenanceAssetIn], Field(max_length=500)]
Included = Annotated[list[MaintenanceIncludedIn], Field(max_length=20)]


class MaintenancePlanIn(types.In):
    """Which machines, how often, how far ahead, with what list, skills and parts."""

    id: types.Id | None = None
    on: types.Day
    name: types.text(120, minimum=1)
    product_id: types.Id | None = None
    model: types.text(64) = ""
    customer_id: types.Id | None = None
    season: Season = []
    horizon_days: Days = 60
    lead_days: Days = 14
    early_days: Days = 7
    late_days: Days = 7
    merge_days: Days = 7
    skip_days: Days = 0
    duration_minutes: types.count(5, 10_000) = 120
    skills: Skills = []
    checklist_id: types.Id | None = None
    note: types.text(500) = ""
    triggers: Triggers = []
    kit: Kit = []
    assets: Assets = []
    includes: Included = []


class MaintenancePlanPatch(types.In):
    """What may be corrected; absent fields stay, tables that are sent replace those on file."""

    name: types.text(120, minimum=1) = ""
    product_id: types.Id | None = None
    model: types.text(64) = ""
    customer_id: types.Id | None = None
    season: Season = []
    horizon_days: Days = 60
    lead_days: Days = 14
    early_days: Days = 7
    late_days: Days = 7
    merge_days: Days = 7
    skip_days: Days = 0
    duration_minutes: types.count(5, 10_000) = 120
    skills: Skills = []
    checklist_id: types.Id | None = None
    note: types.text(500) = ""
    triggers: Triggers = []
    kit: Kit = []
    assets: Assets = []
    includes: Included = []


class MaintenanceOn(types.In):
    """The day that counts as today."""

    on: types.Day


class MaintenanceBecause(types.In):
    """Why."""

    reason: types.Reason
