"""What is written about an order. A device sends `at`, its clock at the time, and `sent_at`, its
clock when it sends; `step_id` and the `id` of a row are its own and never count twice."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from backend.core import types
from backend.service.workorder.models import Expense, Photo, WorkOrder

SkillCode = types.matching(r"^[a-z0-9_:.-]{1,40}$", maximum=64)
Skills = Annotated[list[SkillCode], Field(max_length=20)]
Photos = Annotated[list[types.Id], Field(max_length=20)]
Quantity = types.PositiveWeight


class WorkOrderIn(types.In):
    """What is needed for an order: a kind, and a customer, a machine or a ticket."""

    id: types.Id | None = None
    kind: types.one_of(WorkOrder.Kind)
    customer_id: types.Id | None = None
    asset_id: types.Id | None = None
    ticket_id: types.Id | None = None
    checklist_id: types.Id | None = None
    summary: types.text(200) = ""
    description: types.Note = ""
    symptom_code: types.text(64) = ""
    site_address: types.text(300) = ""
    contact_name: types.text(64) = ""
    contact_phone: types.text(32) = ""
    window_from: types.Moment | None = None
    window_until: types.Moment | None = None
    duration_minutes: types.count(5, 10_000) = 120
    skills: Skills = []
    billing: types.one_of(WorkOrder.Billing) | None = None
    quoted_amount: types.MoneyNotNegative | None = None


class WorkOrderPatch(types.In):
    """What may be corrected before anybody is on the way; absent fields stay."""

    summary: types.text(200, minimum=1) = "-"
    description: types.Note = ""
    site_address: types.text(300) = ""
    contact_name: types.text(64) = ""
    contact_phone: types.text(32) = ""
    window_from: types.Moment | None = None
    window_until: types.Moment | None = None
    duration_minutes: types.count(5, 10_000) = 120
    skills: Skills = []
    billing: types.one_of(WorkOrder.Billing) = "tm"
    quoted_amount: types.MoneyNotNegative | None = None


class WorkOrderSchedule(types.In):
    """Who goes, and when."""

    engineer_id: types.Id
    starts_at: types.Moment
    ends_at: types.Moment


class WorkOrderAt(types.In):
    """A step of the office and its moment."""

    at: types.Moment


class WorkOrderOn(types.In):
    """A step of the office and its day."""

    on: types.Day


class WorkOrderBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class WorkOrderStep(types.In):
    """A step told by a device."""

    at: types.Moment
    sent_at: types.Moment | None = None
    step_id: types.Id | None = None


class WorkOrderStepBecause(WorkOrderStep):
    """A step told by a device, with the reason."""

    reason: types.Reason


class WorkOrderArrive(WorkOrderStep):
    """An arrival, and how far it was."""

    km: types.number(7, 1, minimum="0") = Decimal(0)


class WorkOrderPause(WorkOrderStepBecause):
    """What the work waits for."""

    kind: types.one_of(WorkOrder.PauseKind)


class WorkOrderFollowUp(WorkOrderStepBecause):
    """Why another visit is needed, and what for."""

    next_action: types.text(200, minimum=1)


class WorkOrderFinish(WorkOrderStep):
    """What was found and done."""

    findings: types.Note = ""
    solution: types.Note
    cause_code: types.text(32) = ""
    solution_code: types.text(32) = ""
    next_action: types.text(500) = ""
    is_restored: types.Flag = True


class WorkOrderSign(WorkOrderStep):
    """Who signed, the picture of it, and the text that was shown."""

    signer: types.text(64, minimum=1)
    signer_phone: types.text(32) = ""
    picture_id: types.Id
    document_text: types.text(20_000) = ""


class WorkOrderRefuseSign(WorkOrderStepBecause):
    """Why the customer would not sign, a picture of the site, and the text that was shown."""

    picture_id: types.Id
    document_text: types.text(20_000) = ""


class WorkOrderAnswer(types.In):
    """An answer to one row: a text (yes, no, an option), a number, or pictures."""

    id: types.Id | None = None
    check_id: types.Id
    text: types.text(500) = ""
    number: types.number(18, 4) | None = None
    photo_ids: Photos = []
    note: types.text(500) = ""


class WorkOrderCheck(types.In):
    """Answers to rows of the checklist."""

    at: types.Moment
    sent_at: types.Moment | None = None
    answers: Annotated[list[WorkOrderAnswer], Field(min_length=1, max_length=200)]


class WorkOrderLabourIn(types.In):
    """Hours of the engineer, or of one who helped."""

    id: types.Id | None = None
    engineer_id: types.Id | None = None
    started_at: types.Moment
    stopped_at: types.Moment
    note: types.text(200) = ""


class WorkOrderTravelIn(types.In):
    """A way beside the one to the site."""

    id: types.Id | None = None
    at: types.Moment
    sent_at: types.Moment | None = None
    minutes: types.count(0, 10_000) = 0
    km: types.number(7, 1, minimum="0") = Decimal(0)
    note: types.text(200) = ""


class WorkOrderExpenseIn(types.In):
    """Money laid out."""

    id: types.Id | None = None
    at: types.Moment
    sent_at: types.Moment | None = None
    kind: types.one_of(Expense.Kind)
    amount: types.PositiveMoney
    is_charged: types.Flag = False
    note: types.text(200) = ""
    photo_ids: Photos = []


class WorkOrderPartIn(types.In):
    """A part put in; without a warehouse it comes out of the van."""

    id: types.Id | None = None
    at: types.Moment
    sent_at: types.Moment | None = None
    product_id: types.Id
    quantity: Quantity = Decimal(1)
    warehouse_id: types.Id | None = None
    lot_id: types.Id | None = None
    serial_in: types.text(64) = ""
    serial_out: types.text(64) = ""
    position: types.text(64) = ""
    is_defective_back: types.Flag = False


class WorkOrderPartBack(types.In):
    """A part that goes back where it came from."""

    part_id: types.Id
    at: types.Moment
    reason: types.Reason


class WorkOrderPhotoIn(types.In):
    """When a picture of the order was taken."""

    id: types.Id | None = None
    at: types.Moment
    sent_at: types.Moment | None = None
    when: types.one_of(Photo.Moment)
    file_id: types.Id
    note: types.text(200) = ""
