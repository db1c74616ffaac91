"""Settings, from the environment; a bare machine needs none of them.

DATABASE_URL, HENG_SECRET_KEY, HENG_HOSTS, HENG_DEBUG, HENG_VAR, REDIS_URL, HENG_S3_BUCKET,
HENG_PROXIES and HENG_HTTPS are described in the README.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from backend.config import logs
from backend.config.unfold import UNFOLD as UNFOLD

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("HENG_VAR", ROOT / "var"))
DEBUG = os.environ.get("HENG_DEBUG") == "1"


def _secret() -> str:
    """The key of this installation: from the environment, else made once and kept."""
    if given := os.environ.get("HENG_SECRET_KEY"):
        return given
    path = VAR / "secret_key"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def _database(url: str) -> dict[str, Any]:
    """DATABASE_URL as Django wants it; `?host=` may name a socket folder."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "heng",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(options.pop("port", parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c lock_timeout=5000 -c timezone=UTC", **options},
        "TEST": {
            "NAME": os.environ.get("HENG_TEST_DB", "test_heng"),
            "TEMPLATE": os.environ.get("HENG_TEST_TEMPLATE") or None,
        },
    }


SECRET_KEY = _secret()
ALLOWED_HOSTS = os.environ.get("HENG_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("HENG_ORIGINS", "").split(",") if o]
HTTPS = os.environ.get("HENG_HTTPS") == "1"

DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgres:///heng"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "core.User"

INSTALLED_APPS = [
    "backend.config",
    "backend.service",
    "backend.supply",
    "backend.crm",
    "backend.goods",
    "backend.market",
    "backend.notify",
    "backend.core",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_q",
    "axes",
]
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("backend.") or (ROOT / app.replace(".", "/") / "apps.py").exists()
]

MIDDLEWARE = [
    "backend.core.http.middleware.RequestContext",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "backend.core.http.middleware.PersonLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "backend.config.urls"
WSGI_APPLICATION = "backend.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "backend" / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
HENG_PROXIES = int(os.environ.get("HENG_PROXIES") or 0)
AXES_CLIENT_IP_CALLABLE = "backend.core.http.throttle.address"
LOGIN_URL = reverse_lazy("admin:login")
LOGIN_REDIRECT_URL = reverse_lazy("admin:index")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "backend" / "config" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
WORK_HOURS = os.environ.get("HENG_WORK_HOURS") or "09:00-12:00,13:30-18:00"
USE_I18N = True
FORMAT_MODULE_PATH = "backend.config.formats"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "files"
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if bucket := os.environ.get("HENG_S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": os.environ.get("HENG_S3_ENDPOINT"),
            "access_key": os.environ.get("HENG_S3_KEY"),
            "secret_key": os.environ.get("HENG_S3_SECRET"),
            "region_name": os.environ.get("HENG_S3_REGION"),
        },
    }
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

if redis := os.environ.get("REDIS_URL"):
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis}
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "heng_cache",
        }
    }

Q_CLUSTER = {
    "name": "heng",
    "orm": "default",
    "workers": 2,
    "queue_limit": 2,
    "bulk": 1,
    "poll": 0.5,
    "timeout": 300,
    "retry": 960,
    "max_attempts": 3,
    "catch_up": False,
    "save_limit": 0,
    "label": _("任务队列"),
}

SESSION_COOKIE_AGE = 12 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        # The admin's Alpine needs to build functions from strings.
        "script-src": ["'self'", "'unsafe-eval'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

LOGGING = logs.config(debug=DEBUG)
LOGGING_CONFIG = "logging.config.dictConfig"
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
