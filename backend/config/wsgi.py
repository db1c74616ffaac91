"""The door of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from backend.config import lifeline

if os.environ.get("HENG_SUPERVISED"):
    lifeline.tie_to_parent()

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")
application = get_wsgi_application()
