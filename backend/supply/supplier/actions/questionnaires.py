"""What is asked of suppliers before they are qualified."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.supply.supplier.models import Questionnaire, QuestionnaireItem

log.declare(
    "supply.questionnaire.created", "supply.questionnaire.changed", "supply.questionnaire.retired"
)


class ScoresWrong(Malformed):
    """One may not pass below the conditional score."""

    sentence = _("合格分须不低于有条件合格分，且在 0 至 100 之间。")


class NoWeights(Malformed):
    """Nothing would count."""

    sentence = _("问卷至少要有一个权重大于零的项目。")


class HarmlessKnockOut(Malformed):
    """A knock-out that nobody can fail is none."""

    sentence = _("一票否决的项目须填写大于零的最低分。")


documents.explains(
    "supply_questionnaire_scores", ScoresWrong(errors={"full_score": ScoresWrong.sentence})
)


@documents.verb
def create(*, actor: Actor, id: UUID | None, items: Sequence[Any], **facts: Any) -> Questionnaire:
    """This will write a questionnaire."""
    _check(items)
    questionnaire = Questionnaire(**facts)
    if id is not None:
        questionnaire.id = id
    documents.add(
        questionnaire,
        actor=actor,
        event="supply.questionnaire.created",
        permission="supply.create_questionnaire",
    )
    _put(questionnaire, items)
    return questionnaire


@documents.verb
def change(questionnaire_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Questionnaire:
    """This will correct a questionnaire; cases opened before keep the questions they had."""
    questionnaire = documents.lock(
        Questionnaire, questionnaire_id, actor=actor, permission="supply.change_questionnaire"
    )
    items = changes.pop("items", None)
    for name, value in changes.items():
        setattr(questionnaire, name, value)
    if items is not None:
        _check(items)
        questionnaire.items.all().delete()
        _put(questionnaire, items)
    return documents.save(questionnaire, actor=actor, event="supply.questionnaire.changed")


@documents.verb
def retire(questionnaire_id: UUID, *, actor: Actor) -> Questionnaire:
    """This will let no new case begin with a questionnaire."""
    questionnaire = documents.lock(
        Questionnaire, questionnaire_id, actor=actor, permission="supply.retire_questionnaire"
    )
    questionnaire.is_active = False
    return documents.save(questionnaire, actor=actor, event="supply.questionnaire.retired")


def _check(items: Sequence[Any]) -> None:
    if not any(item.weight > 0 for item in items):
        raise NoWeights(errors={"items": NoWeights.sentence})
    for place, item in enumerate(items):
        if item.is_knock_out and item.minimum <= 0:
            raise HarmlessKnockOut(errors={f"items.{place}.minimum": HarmlessKnockOut.sentence})


def _put(questionnaire: Questionnaire, items: Sequence[Any]) -> None:
    QuestionnaireItem.objects.bulk_create(
        QuestionnaireItem(questionnaire=questionnaire, seq=seq, **dict(item))
        for seq, item in enumerate(items, start=1)
    )
