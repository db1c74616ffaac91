"""What happens calls for a task, once, and what answers it closes it."""

from dataclasses import replace

from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.lead.models import Lead
from backend.crm.playbook import actions
from backend.crm.playbook.models import PlaybookRule, PlaybookRun
from backend.crm.playbook.queries import news
from backend.crm.task.models import Task
from tests.crm.playbook.kit import HOUSE, House, it_is, local, moment, tasks


def lead(home: House, at: str) -> dict[str, object]:
    body = {"on": at[:10], "title": "询 T2 铜杆", "source": "web", "company": "江苏远东电缆"}
    with it_is(at):
        made = home.boss.do("/crm/leads", body)
        home.boss.do(f"/crm/leads/{made['id']}/assign", {"owner_id": home.ann.user.pk})
        home.hear()
    return made


def test_a_lead_is_to_be_called_within_a_working_day(home: House) -> None:
    made = lead(home, "2026-07-03T16:30")

    (task,) = tasks()
    assert (task.title, task.kind) == ("首次联系：江苏远东电缆 询 T2 铜杆", "call")
    assert (task.owner_id, task.priority) == (home.ann.user.pk, "high")
    assert local(task.due_at) == "2026-07-06T18:00"
    home.talk("crm.lead", made, "2026-07-03T17:00", counts_as_contact=False)
    assert Task.objects.get(pk=task.pk).state == "open"
    home.talk("crm.lead", made, "2026-07-03T17:10")
    done = Task.objects.get(pk=task.pk)
    assert (done.state, local(done.done_at)) == ("done", "2026-07-03T17:10")


def test_a_lead_of_an_a_customer_is_to_be_called_within_two_working_hours(home: House) -> None:
    customer = home.customer(level="A")
    made = lead(home, "2026-07-03T16:30")
    Lead.objects.filter(pk=made["id"]).update(party=customer["party_id"])
    with it_is("2026-07-03T17:30"):
        home.boss.do(f"/crm/leads/{made['id']}/assign", {"owner_id": home.max.user.pk})
        home.hear()

    (task,) = tasks("first-contact-a")
    assert local(task.due_at) == "2026-07-06T10:30"
    assert task.owner_id == home.max.user.pk


def test_a_lead_assigned_again_leaves_one_task_to_do(home: House) -> None:
    made = lead(home, "2026-07-03T16:30")
    with it_is("2026-07-06T09:30"):
        home.boss.do(f"/crm/leads/{made['id']}/assign", {"owner_id": home.max.user.pk})
        home.hear()

    old, new = tasks("first-contact")
    assert (old.state, old.closed_reason) == ("skipped", "由新的同类任务接替")
    assert (new.state, new.owner_id) == ("open", home.max.user.pk)
    assert local(new.due_at) == "2026-07-07T18:00"


def test_hearing_an_event_twice_opens_one_task(home: House) -> None:
    lead(home, "2026-07-03T16:30")
    event = Event.objects.get(name="crm.lead.assigned")

    again = actions.hear(event, PlaybookRule.Trigger.LEAD_ASSIGNED, actor=HOUSE)

    assert again == 0
    assert len(tasks()) == PlaybookRun.objects.count() == 1


def test_a_lead_that_is_no_lead_needs_no_call(home: House) -> None:
    made = lead(home, "2026-07-03T16:30")

    home.ann.do(f"/crm/leads/{made['id']}/start")
    home.boss.do(f"/crm/leads/{made['id']}/invalidate", {"reason": "同行询价"})
    home.hear()

    assert [task.state for task in tasks()] == ["cancelled"]


def test_a_sale_wants_its_first_quote_within_three_days(home: House) -> None:
    made = home.sale(home.customer(), "2026-07-03T16:30")

    (task,) = tasks("first-quote")
    assert (task.kind, local(task.due_at)) == ("quote", "2026-07-06T18:00")
    assert task.title == "首次报价：远东电缆 阴极铜，并填写金额与赢率"
    home.quote(made, "2026-07-04")
    assert [task.state for task in tasks("first-quote")] == ["done"]


def test_a_quote_without_an_answer_is_called_about_after_five_days(home: House) -> None:
    sale = home.sale(home.customer(), "2026-07-03T16:30")
    made = home.quote(sale, "2026-07-04")

    (task,) = tasks("quote-call")
    assert local(task.due_at) == "2026-07-09T18:00"
    assert task.title == f"致电确认报价 {made['no']}：远东电缆"
    home.talk("crm.opportunity", sale, "2026-07-06T10:00")
    assert [task.state for task in tasks("quote-call")] == ["done"]


def test_an_answer_needs_no_call(home: House) -> None:
    made = home.quote(home.sale(home.customer(), "2026-07-03T16:30"), "2026-07-04")

    home.boss.do(f"/crm/quotes/{made['id']}/reject", {"reason": "价格偏高"})
    home.hear()

    assert [task.state for task in tasks("quote-call")] == ["done"]


def test_a_task_opened_late_for_news_already_answered_is_done(home: House) -> None:
    """The worker of the playbook was down; the call was made meanwhile."""
    ear = "backend.crm.playbook.listeners.lead_assigned"
    kept = log._listeners.pop(ear)
    try:
        made = lead(home, "2026-07-03T16:30")
        home.talk("crm.lead", made, "2026-07-03T17:00")
    finally:
        log._listeners[ear] = kept
    assert tasks() == []
    with it_is("2026-07-05T09:00"):
        home.hear()

    assert tasks() == []  # answered leads are not asked for at all


def test_a_rule_for_a_person_and_a_rule_for_the_manager(home: House) -> None:
    rules = PlaybookRule.objects.filter(code="first-quote")
    rules.update(assignee="manager")
    home.sale(home.customer(), "2026-07-03T16:30")
    rules.update(assignee="person", person=home.boss.user.pk)
    home.sale(home.customer(party={"name": "另一家"}), "2026-07-03T16:30")

    assert [task.owner_id for task in tasks("first-quote")] == [
        home.max.user.pk,
        home.boss.user.pk,
    ]


def test_conditions_are_kept(home: House) -> None:
    rules = PlaybookRule.objects.filter(code="first-quote")
    customer = home.customer(level="B")
    for change in (
        {"levels": ["A", "-"]},
        {"amount_over": "80000.00"},
        {"stages": ["offer"]},
        {"sources": ["fair"]},
        {"pipeline": "other"},
        {"is_active": False},
    ):
        rules.update(levels=[], amount_over=None, stages=[], sources=[], pipeline="")
        rules.update(**change)
        home.sale(customer, "2026-07-03T16:30")
        assert tasks("first-quote") == [], change
    rules.update(is_active=True, pipeline="", levels=["B"], amount_over="79999.99")
    rules.update(stages=["need"])
    home.sale(customer, "2026-07-03T16:30")
    assert len(tasks("first-quote")) == 1


def test_who_left_is_given_nothing(home: House) -> None:
    made = lead(home, "2026-07-03T16:30")
    assert home.ann.user is not None
    home.ann.user.is_active = False
    home.ann.user.save()
    event = Event.objects.get(name="crm.lead.assigned")
    PlaybookRule.objects.filter(code="first-contact").update(code="again")
    Task.objects.all().delete()
    rule = PlaybookRule.objects.get(code="again")
    case = news.case_of(event, rule.trigger)
    assert case is not None
    assert str(case.document_id) == made["id"]
    task = actions.run(rule, replace(case, key="x"), actor=HOUSE, at=moment("2026-07-03T16:30"))
    assert task is not None
    assert task.owner_id == home.max.user.pk
