"""A house with the default playbook, a seller and who leads the seller."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.context import clock
from backend.core.people.models import Membership
from backend.crm.opportunity.actions import seed as seed_pipeline
from backend.crm.opportunity.models import Stage
from backend.crm.playbook import actions
from backend.crm.task.models import Task
from backend.market.calendar import actions as calendars
from tests.crm.customer.kit import a_customer
from tests.crm.quote import kit as quotes
from tests.crm.task.kit import worker
from tests.house_kit import Door, unit

HOUSE = system("test")
CATHODE = {"code": "CU1", "name": "1#电解铜", "category": "cathode", "metal": "cu"}
BEGAN = "2026-06-01T08:00"


def moment(text: str) -> datetime:
    """Read a moment of Shanghai."""
    return timezone.make_aware(datetime.fromisoformat(text))


@contextmanager
def it_is(text: str) -> Iterator[None]:
    """Let a story happen at a moment."""
    token = clock.set(moment(text))
    try:
        yield
    finally:
        clock.reset(token)


@dataclass
class House:
    """People and what they do at which moment."""

    ann: Door
    max: Door
    boss: Door
    hear: Callable[[], int]

    def customer(self, **changes: Any) -> dict[str, Any]:
        """Make a customer of Ann's."""
        return a_customer(self.ann, **changes)

    def sale(
        self, customer: dict[str, Any], at: str, *, amount: str = "80000.00", **changes: Any
    ) -> dict[str, Any]:
        """Open an opportunity of Ann's at a moment."""
        body = {
            "at": f"{at}:00+08:00",
            "party_id": customer["party_id"],
            "name": "阴极铜",
            "amount": amount,
            "expected_close_on": "2026-12-31",
        }
        with it_is(at):
            made = self.ann.do("/crm/opportunities", {**body, **changes})
            self.hear()
        return made

    def talk(self, document: str, paper: dict[str, Any], at: str, **changes: Any) -> None:
        """Let Ann talk about a paper."""
        body = {
            "document": document,
            "document_id": paper["id"],
            "kind": "call",
            "at": f"{at}:00+08:00",
            "content": "电话沟通",
        }
        with it_is(at):
            self.ann.do("/crm/followups", {**body, **changes})
            self.hear()

    def quote(self, sale: dict[str, Any], on: str) -> dict[str, Any]:
        """Send a quote of the boss's for a sale on a day."""
        with it_is(f"{on}T10:00"):
            facts = {"product_id": self._product()}
            asked = {
                "on": on,
                "party_id": sale["party_id"],
                "opportunity_id": sale["id"],
                "valid_until": on,
                "lines": [quotes.fixed_line(facts)],
                "terms": [{"portion": "rest", "trigger": "before_release"}],
            }
            path = f"/crm/quotes/{self.boss.do('/crm/quotes', asked)['id']}"
            self.boss.do(f"{path}/submit")
            self.boss.do(f"{path}/approve", {"on": on})
            sent = self.boss.do(f"{path}/send", {"on": on, "via": "微信"})
            self.hear()
        return sent

    def _product(self) -> str:
        known = self.boss.see("/goods/products")["items"]
        if not known:
            self.boss.do("/core/parties", {"on": "2026-01-01", "name": "衡铜", "is_ours": True})
            known = [self.boss.do("/goods/products", CATHODE)]
        return str(known[0]["id"])

    def scan(self, at: str) -> int:
        """Let the clock look at a moment; how many tasks it opened."""
        with it_is(at):
            opened = actions.scan(moment(at), actor=HOUSE)[1]
            self.hear()
        return opened


def house(boss: Door, hear: Callable[[], int]) -> House:
    """Open the house on the first of June 2026."""
    calendars.load_fixture(actor=HOUSE)
    seed_pipeline(actor=HOUSE)
    Stage.objects.filter(code="need").update(warn_days=14, max_days=30)
    Stage.objects.exclude(code="need").update(warn_days=None, max_days=None)
    with it_is(BEGAN):
        actions.seed(actor=HOUSE, at=moment(BEGAN))
    found = House(worker("ann", "华东"), worker("max", "华东"), boss, hear)
    Membership.objects.filter(user=found.max.user, unit=unit("华东")).update(is_lead=True)
    return found


def tasks(rule: str = "", **facts: Any) -> list[Task]:
    """Give the tasks of a rule, the oldest period first."""
    rows = Task.objects.filter(origin="rule", **facts).order_by("due_at", "id")
    return [task for task in rows if task.origin_key.startswith(f"rule:{rule}")]


def local(at: datetime) -> str:
    """Write a moment as people of Shanghai say it."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")
