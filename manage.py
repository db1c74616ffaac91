#!/usr/bin/env python
"""The one entrance: `manage.py serve` runs Heng, everything else is a command of Django."""

import os
import sys

from backend.config import embedded, supervisor

WITHOUT_DATABASE = {"help", "openapi", "makemessages", "version", "--help", "--version"}


def main() -> None:
    """Find or start a database and hand over to the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "serve":  # before Django: it must be able to say that there is no database
        sys.exit(supervisor.main(sys.argv[2:]))
    if command not in WITHOUT_DATABASE and not os.environ.get("DATABASE_URL"):
        try:
            os.environ["DATABASE_URL"] = embedded.ensure()
        except embedded.ServerError as reason:
            sys.exit(f"heng: {reason}")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
