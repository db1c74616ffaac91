"""How the inputs of a form are laid out: `{% load layout %}`, then `{{ inputs|folded }}`."""

from django import template

from backend.core.backoffice.inputs import Input

register = template.Library()


@register.filter
def folded(inputs: list[Input]) -> str:
    """This will tell how to draw the rarely used inputs: not at all, "closed" or "open"."""
    rare = [made for made in inputs if made.is_rare and not made.is_nested]
    if not rare:
        return ""
    return "open" if any(made.is_open for made in rare) else "closed"
