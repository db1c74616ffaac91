"""The one API: every document's router under its room."""

from ninja import Router

from backend.config import rooms
from backend.core.http import grammar
from backend.core.http.auth import KeyAuth, PersonAuth

api = grammar.build(
    title="Heng",
    version="1.0.0",
    description="Runs a trading, metals, parts or manufacturing company.",
    docs_url="/docs",
    openapi_url="/openapi.json",
    auth=[KeyAuth(), PersonAuth()],
    urls_namespace="api",
)

for door in rooms.words("api"):
    room = door.__name__.split(".")[1]
    routers: dict[str, Router] = door.ROUTERS
    for prefix, router in routers.items():
        api.add_router(prefix if prefix.startswith("/") else f"/{room}/{prefix}", router)
