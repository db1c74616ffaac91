"""The last number given in each series."""

from django.db import models


class Series(models.Model):
    """One series of numbers: a prefix, a period, and how far it got."""

    code = models.CharField(max_length=24)
    period = models.CharField(max_length=8)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "period"], name="core_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code}-{self.period}"
