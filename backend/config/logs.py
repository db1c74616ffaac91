"""Structured logs: one JSON line an event, with the request id, without secrets."""

from typing import Any

import structlog

SECRET = ("password", "secret", "token", "authorization", "cookie", "digest")


def redact(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """This will blank every value whose name sounds like a secret."""
    return {
        name: "***" if any(word in name.lower() for word in SECRET) else value
        for name, value in event.items()
    }


CHAIN: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
    redact,
]


def config(*, debug: bool) -> dict[str, Any]:
    """This will give Django's LOGGING: JSON to standard error, plain text when debugging."""
    structlog.configure(
        processors=[*CHAIN, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if debug else structlog.processors.JSONRenderer()
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processor": renderer,
                "foreign_pre_chain": CHAIN,
            }
        },
        "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["err"], "level": "WARNING"},
        "loggers": {
            "heng": {"level": "INFO"},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }
