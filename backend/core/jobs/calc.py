"""When a job of the clock is due."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rhythm:
    """Either every so many minutes, or once a day at a local time."""

    minutes: int = 0
    daily: time | None = None

    def __post_init__(self) -> None:
        if (self.minutes > 0) == (self.daily is not None):
            raise ValueError("a rhythm is either minutes or daily")

    @property
    def period(self) -> timedelta:
        """This will give the time from one run to the next."""
        return timedelta(minutes=self.minutes) if self.minutes else DAY

    def latest(self, now: datetime, *, zone: tzinfo) -> datetime:
        """This will give the last due moment that is not after `now` (both aware)."""
        if self.daily is None:
            step = self.minutes * 60
            seconds = int(now.timestamp()) // step * step
            return datetime.fromtimestamp(seconds, tz=now.tzinfo)
        due = datetime.combine(now.astimezone(zone).date(), self.daily, tzinfo=zone)
        return due if due <= now else due - DAY

    def before(self, due: datetime) -> datetime:
        """This will give the due moment before another."""
        return due - self.period
