"""What people chose, as machines see it."""

from typing import Annotated

from pydantic import Field

from backend.core import types

HourMinute = types.matching(r"^([01]\d|2[0-3]):[0-5]\d$", maximum=5)


class NoticeChannelOut(types.Out):
    """A way of being told."""

    code: str
    label: str


class NoticeKindOut(types.Out):
    """A kind of notice, and by which channels it comes."""

    kind: str
    label: str
    is_urgent: bool
    channels: dict[str, bool]


class QuietHoursOut(types.Out):
    """From when until when nobody disturbs."""

    starts: str
    ends: str


class PreferencesOut(types.Out):
    """What holds for a person. Urgent kinds come in quiet hours too."""

    channels: list[NoticeChannelOut]
    kinds: list[NoticeKindOut]
    quiet: QuietHoursOut | None


class RolePreferencesOut(types.Out):
    """What holds for the people of a role who chose nothing themselves."""

    role: str
    channels: list[NoticeChannelOut]
    kinds: list[NoticeKindOut]


class NoticeChoice(types.In):
    """One kind by one channel: wanted or not."""

    kind: types.text(80, minimum=1)
    channel: types.text(20, minimum=1)
    is_on: types.Flag


class PreferencesIn(types.In):
    """What is chosen; what is not named stays as it is."""

    choices: Annotated[list[NoticeChoice], Field(min_length=1, max_length=500)]


class QuietHoursIn(types.In):
    """From when until when, by local time; null for never."""

    starts: HourMinute | None
    ends: HourMinute | None
