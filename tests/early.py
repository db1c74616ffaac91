"""Finds the tests a database before Django's settings are read."""

import os

if "DATABASE_URL" not in os.environ:
    from backend.config import embedded

    os.environ["DATABASE_URL"] = embedded.ensure(cluster=embedded.TEST)
