"""The life of an article.

draft: somebody writes it. submitted: somebody else is to check it. published: it is suggested
to whoever meets the symptom. retired: it no longer holds, and stays for the tickets that used it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where an article stands."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    PUBLISHED = "published", _("已发布")
    RETIRED = "retired", _("已停用")


class ArticleFlow:
    """Who may follow whom."""

    @transition("state", source=[State.DRAFT, State.PUBLISHED], target=State.DRAFT)
    def edit(self) -> None:
        """This will write it anew; what was published is checked again."""

    @transition("state", source=State.DRAFT, target=State.SUBMITTED)
    def submit(self) -> None:
        """This will hand it to somebody else to check."""

    @transition("state", source=State.SUBMITTED, target=State.PUBLISHED)
    def approve(self) -> None:
        """This will publish it."""

    @transition("state", source=State.SUBMITTED, target=State.DRAFT)
    def reject(self) -> None:
        """This will give it back to its writer."""

    @transition("state", source=[State.DRAFT, State.PUBLISHED], target=State.RETIRED)
    def retire(self) -> None:
        """This will take it out of use."""
