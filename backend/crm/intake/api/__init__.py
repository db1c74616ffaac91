"""The HTTP doors of forms, rules and absences: ours, and the one strangers knock at."""

from django.http import HttpRequest, HttpResponse

from backend.core.access import policy
from backend.core.http.doors import IdempotencyKey, actor_of, as_json, fixed_first, once, router_for
from backend.crm.intake import actions
from backend.crm.intake.api import public
from backend.crm.intake.schemas import ABSENCE, ASSIGNMENT_RULE, LEAD_FORM, RuleRun, RuleRunOut

rules = router_for(ASSIGNMENT_RULE)


@rules.post(
    "/run",
    response=RuleRunOut,
    operation_id="crm_assignment_rule_run",
    summary="Give a waiting lead to somebody",
)
def run(request: HttpRequest, data: RuleRun, key: IdempotencyKey = None) -> HttpResponse:
    """Give a new lead to somebody by the first rule that fits."""
    actor = actor_of(request)
    policy.require(actor, "crm.assign_lead")

    def work() -> HttpResponse:
        lead = actions.run(data.lead_id, actor=actor, at=data.at)
        return as_json({"lead_id": lead.pk, "state": lead.state, "owner_id": lead.owner_id})

    return once(request, actor, key, work)


ROUTERS = {
    "lead-forms": router_for(LEAD_FORM),
    "assignment-rules": fixed_first(rules),
    "absences": router_for(ABSENCE),
    "/public/lead-forms": public.router,
}
