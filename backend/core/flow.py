"""State machines: the django-fsm API behind one module, with the locks it does not take.

A document's `flow.py` holds a mixin with its transitions; its model mixes it in and declares
`state = StateField(State)`. Transitions are fired on a row that `documents.lock` has locked,
so the state that is checked is the state that is changed.
"""

import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

warnings.filterwarnings("ignore", message="The 'django-fsm' package", category=UserWarning)

from django_fsm import (  # noqa: E402
    FSMField,
    FSMFieldDescriptor,
    TransitionNotAllowed,
    can_proceed,
)
from django_fsm import transition as _transition  # noqa: E402

__all__ = ["StateField", "TransitionNotAllowed", "can_proceed", "open_transitions", "transition"]


Move = TypeVar("Move", bound=Callable[..., None])


def transition(field: str, **rule: Any) -> Callable[[Move], Move]:
    """This will mark a method as the move from its `source` states to its `target`."""
    decorate: Callable[[Move], Move] = _transition(field, **rule)
    return decorate


class _StateDescriptor(FSMFieldDescriptor):  # type: ignore[misc]
    """Lets a row be loaded again; refuses every other assignment of another state."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        known = instance.__dict__.get(self.field.name, value)
        if known != value and not getattr(instance, "_reloading", False):
            raise AttributeError(f"{self.field.name} changes by transitions only")
        instance.__dict__.pop(self.field.name, None)
        super().__set__(instance, value)


class StateField(FSMField):  # type: ignore[misc]
    """A protected state: only a transition may change it; loading a row may set it."""

    descriptor_class = _StateDescriptor

    def __init__(self, states: type[models.TextChoices] | None = None, **kwargs: Any) -> None:
        if states is not None:
            kwargs.setdefault("choices", states.choices)
            kwargs.setdefault("default", next(iter(states)))
        kwargs.setdefault("max_length", 24)
        kwargs.setdefault("verbose_name", _("状态"))
        kwargs["protected"] = True
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """This will present the field to migrations as the plain text column it is."""
        name, _path, args, kwargs = super().deconstruct()
        for word in ("protected", "choices"):
            kwargs.pop(word, None)
        if "default" in kwargs:
            kwargs["default"] = str(kwargs["default"])
        return name, "django.db.models.CharField", args, kwargs


def open_transitions(document: models.Model) -> set[str]:
    """This will name the transitions whose source state is the present one."""
    field = next((f for f in document._meta.fields if isinstance(f, StateField)), None)
    if field is None:
        return set()
    found = field.get_all_transitions(type(document))
    state = getattr(document, field.name)
    return {
        t.method.__name__ if hasattr(t, "method") else t.name
        for t in found
        if t.source in (state, "*", "+")
    }
