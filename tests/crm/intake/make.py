"""How the rules of the house make forms, rules and absences."""

from tests.crm.intake.kit import form_body, rule_body
from tests.house.filler import makes
from tests.house_kit import Door


@makes("crm.lead_form")
def lead_form(boss: Door, number: int) -> None:
    """One more form."""
    boss.do("/crm/lead-forms", form_body(title=f"表单{number}"))


@makes("crm.assignment_rule")
def assignment_rule(boss: Door, number: int) -> None:
    """One more rule."""
    assert boss.user is not None
    boss.do("/crm/assignment-rules", rule_body(name=f"规则{number}", people_ids=[boss.user.pk]))


@makes("crm.absence")
def absence(boss: Door, number: int) -> None:
    """One more absence."""
    day = f"2026-08-{number + 1:02d}"
    boss.do("/crm/absences", {"first_on": day, "last_on": day})
