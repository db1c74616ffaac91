"""Reading the registry for people: every label in the caller's language."""

from typing import Any

from django.db.models import Model

from backend.core.access.actor import Actor
from backend.core.registry import Resource, Verb, resources

Words = list[dict[str, str]]


def documents(actor: Actor) -> list[dict[str, Any]]:
    """This will describe the documents the actor may see, with labels."""
    return [
        _document(resource, actor)
        for resource in resources()
        if actor.may(resource.permission("view"))
    ]


def _document(resource: Resource, actor: Actor) -> dict[str, Any]:
    path = f"/api/v1/{resource.room}/{resource.plural}"
    own = enums(resource.model)
    return {
        "code": resource.code,
        "label": str(resource.label),
        "path": path,
        "states": own.get("state", []),
        "verbs": [
            _verb(resource, name, verb, path)
            for name, verb in _verbs(resource).items()
            if actor.may(resource.permission(name))
        ],
        "fields": fields(resource.model),
        "enums": [{"field": name, "values": values} for name, values in own.items()]
        + [
            {"field": f"{part}.{name}", "values": values}
            for part, model in _parts(resource.model)
            for name, values in enums(model).items()
        ],
    }


def _verbs(resource: Resource) -> dict[str, Verb]:
    found = {"create": resource.create, "change": resource.change, **resource.verbs}
    return {name: verb for name, verb in found.items() if verb is not None}


def _verb(resource: Resource, name: str, verb: Verb, path: str) -> dict[str, Any]:
    one = f"{path}/{{{resource.name}_id}}"
    where = {"create": ("POST", path), "change": ("PATCH", one)}
    method, address = where.get(name, ("POST", f"{one}/{name.replace('_', '-')}"))
    return {
        "name": name,
        "label": str(verb.label),
        "permission": resource.permission(name),
        "danger": verb.danger,
        "method": method,
        "path": address,
        "needs_input": verb.schema is not None,
    }


def enums(model: type[Model]) -> dict[str, Words]:
    """This will list the fixed lists among a model's fields: value and label."""
    return {
        field.name: [
            {"value": str(value), "label": str(label)} for value, label in field.flatchoices
        ]
        for field in model._meta.concrete_fields
        if field.choices
    }


def fields(model: type[Model]) -> Words:
    """This will label a model's own fields."""
    return [
        {"name": field.attname, "label": str(field.verbose_name)}
        for field in model._meta.concrete_fields
        if not field.name.startswith("search_")
    ]


def _parts(model: type[Model]) -> list[tuple[str, type[Model]]]:
    """The rows that a document holds: children in its own room that are no documents."""
    declared = {resource.model for resource in resources()}
    return [
        (relation.get_accessor_name() or "", relation.related_model)
        for relation in model._meta.related_objects
        if relation.one_to_many
        and not relation.hidden
        and relation.related_model not in declared
        and relation.related_model._meta.app_label == model._meta.app_label
    ]
