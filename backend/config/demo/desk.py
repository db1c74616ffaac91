"""A person's desk: the verbs of the house, called with the same bodies the API takes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from backend.core import context, registry
from backend.core.access.actor import Actor, of_user
from backend.core.http import doors
from backend.core.people.models import User
from backend.core.registry import Resource
from backend.crm.contract import actions as contracts
from backend.crm.contract.schemas import bodies as contract_bodies
from backend.crm.delivery import queries as deliveries
from backend.market.quote import actions as quotes

Body = dict[str, Any]


class Seat(Protocol):
    """Who can take the steps of a story: a desk in this process, or the API over HTTP."""

    def do(self, path: str, body: Body | None = None) -> Body:
        """This will use a verb and give the document."""
        ...

    def see(self, path: str, **query: Any) -> Body:
        """This will read."""
        ...


@dataclass(frozen=True)
class Desk:
    """Calls verbs in this process as one person; bodies are checked by the same schemas."""

    user: User

    @property
    def actor(self) -> Actor:
        """This will give the person with the rights of now."""
        return of_user(self.user)

    def do(self, path: str, body: Body | None = None) -> Body:
        """This will use the verb that a path of the API names."""
        _set_clock(body or {})
        room, plural, *rest = path.strip("/").split("/")
        special = SPECIAL.get(path)
        if special is not None:
            return special(self.actor, body or {})
        resource = _resource(room, plural)
        if not rest:
            assert resource.create is not None
            return self._call(resource, resource.create, body)
        verb = resource.verbs[rest[1].replace("-", "_")]
        return self._call(resource, verb, body, UUID(rest[0]))

    def see(self, path: str, **query: Any) -> Body:
        """This will read one document, or a page of a list."""
        room, plural, *rest = path.strip("/").split("/")
        resource = _resource(room, plural)
        if not rest:
            page = doors.list_schema(resource)(**query)
            return doors.page(resource, self.actor, page)
        document = doors.read(resource, self.actor, UUID(rest[0]))
        if rest[1:] == ["handover"]:
            return {"handover_code": deliveries.handover_code(document)}
        return doors.represent(resource, self.actor, document)

    def _call(
        self, resource: Resource, verb: registry.Verb, body: Body | None, pk: UUID | None = None
    ) -> Body:
        values = dict(verb.schema.model_validate(body or {})) if verb.schema else {}
        first = [] if pk is None else [pk]
        document = verb.action(*first, actor=self.actor, **values)
        return _shown(resource, self.actor, document.pk)


def _set_clock(body: Body) -> None:
    """The story goes on at the moment or day that a step names."""
    for name in ("at", "opened_at", "requested_at", "on", "received_on", "made_on", "issued_on"):
        if name in body:
            said = str(body[name])
            moment = datetime.fromisoformat(said if "T" in said else f"{said}T09:00:00+08:00")
            context.clock.set(moment)
            return


def _resource(room: str, plural: str) -> Resource:
    return next(r for r in registry.resources() if r.room == room and r.plural == plural)


def _shown(resource: Resource, actor: Actor, pk: UUID) -> Body:
    shown = doors.represent(resource, actor, doors.read(resource, actor, pk))
    return {name: str(value) if isinstance(value, UUID) else value for name, value in shown.items()}


def _import(actor: Actor, body: Body) -> Body:
    return {"id": str(quotes.import_csv(actor=actor, **body).pk)}


def _from_quote(actor: Actor, body: Body) -> Body:
    values = dict(contract_bodies.ContractFromQuote.model_validate(body))
    made = contracts.create_from_quote(actor=actor, **values)
    return _shown(_resource("crm", "contracts"), actor, made.pk)


SPECIAL: dict[str, Callable[[Actor, Body], Body]] = {
    "/market/quote-imports": _import,
    "/crm/contracts/from-quote": _from_quote,
}
