"""`manage.py openapi`: the contract of the API as a file that is reviewed like code."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from ninja.responses import NinjaJSONEncoder

from backend.config.embedded.server import ROOT

PATH = ROOT / "openapi" / "openapi.json"


class Command(BaseCommand):
    """Write openapi/openapi.json, or compare it with the code."""

    help = "Write openapi/openapi.json from the code; --check compares only."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --check."""
        parser.add_argument("--check", action="store_true", help="compare, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, or fail when it differs from the code."""
        from backend.config.api import api  # needs the apps

        schema = api.get_openapi_schema()
        text = json.dumps(
            schema, cls=NinjaJSONEncoder, indent=1, sort_keys=True, ensure_ascii=False
        )
        text += "\n"
        if not options["check"]:
            PATH.parent.mkdir(exist_ok=True)
            PATH.write_text(text, encoding="utf-8")
        elif not PATH.exists() or PATH.read_text(encoding="utf-8") != text:
            raise CommandError("openapi/openapi.json differs from the code: run `make openapi`.")
