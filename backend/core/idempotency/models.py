"""The answers already given to a key."""

from django.db import models


class Answer(models.Model):
    """One key of one caller and the answer its request got, kept in the same transaction."""

    caller = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField(default=b"")
    headers = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="core_answer_once"),
        ]
        indexes = [models.Index(fields=["at"], name="core_answer_at")]

    def __str__(self) -> str:
        return self.key
