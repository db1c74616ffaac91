"""What must be true for Heng to run; a refusal is one sentence for the person at the shell."""

import http.client
import os
import socket
import sys

import psycopg

OLDEST = 15
SHORTEST_SECRET = 32


class Refused(Exception):
    """Heng cannot start; the text says why and what to do."""


def port() -> int:
    """Return the port to serve on (PORT, or 8000), or raise Refused if it is taken."""
    given = os.environ.get("PORT") or "8000"
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 65536):
        raise Refused(f"PORT must be a number from 1 to 65535, not {given!r}.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", int(given)))  # noqa: S104  the server listens there too
        except PermissionError:
            raise Refused(f"Port {given} is for root only: choose one from 1024 up.") from None
        except OSError:
            raise Refused(
                f"Port {given} is in use by another program: "
                f"stop that, or choose another port, as in `PORT={_next(int(given))} make run`."
            ) from None
    return int(given)


def _next(number: int) -> int:
    return number + 1 if number < 65535 else 8000


def secret() -> None:
    """Raise Refused if the given HENG_SECRET_KEY is one that can be guessed."""
    given = os.environ.get("HENG_SECRET_KEY")
    if given is not None and (len(given) < SHORTEST_SECRET or len(set(given)) < 10):
        raise Refused(
            "HENG_SECRET_KEY is too easy to guess: set at least 32 random characters, "
            'as from `python3 -c "import secrets; print(secrets.token_urlsafe(50))"`.'
        )


def database(url: str) -> None:
    """Raise Refused unless the address leads to PostgreSQL 15 or newer."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise Refused(
            "DATABASE_URL must look like postgresql://user:password@host:5432/heng; "
            "leave it out to use the built-in PostgreSQL."
        )
    try:
        with psycopg.connect(url, connect_timeout=8) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        raise Refused(f"DATABASE_URL does not answer: {_reason(error)}.") from None
    except (psycopg.ProgrammingError, ValueError) as error:
        raise Refused(f"DATABASE_URL cannot be understood: {_reason(error)}.") from None
    if version < OLDEST * 10_000:
        raise Refused(
            f"DATABASE_URL leads to PostgreSQL {version // 10_000}; Heng needs {OLDEST} or newer."
        )


def _reason(error: Exception) -> str:
    """Take the first line that says something, without a full stop."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error).__name__


def answers(port: int) -> bool:
    """Tell whether Heng answers on a port of this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":  # the health check of the web's container
    sys.exit(0 if answers(int(os.environ.get("PORT") or "8000")) else 1)
