"""Settings, all from the environment; what is unset has a safe default.

`docs/operators.md` lists every variable; a test fails when one is missing there.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from newsdesk.embedded.environment import running_url
from newsdesk.lib.env import address, choice, flag, networks, number, origins, words

# Lets Django's generic classes be subscripted, as annotations in this project do.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("NEWSDESK_VAR") or BASE_DIR / "var")

# --- Who we are -------------------------------------------------------------------------
#: The address readers open, without a slash at the end. Share links and the samples use it.
BASE_URL = os.environ.get("NEWSDESK_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
_base = urlsplit(BASE_URL)
if _base.scheme not in {"http", "https"} or not _base.hostname:
    raise ImproperlyConfigured(f"NEWSDESK_BASE_URL is not a web address: {BASE_URL!r}")

DEBUG = flag("DEBUG", default=False)
# Commands that need no secret (extract, quotes, ...) must run in a bare checkout, so a
# missing key is a random one here; newsdesk/wsgi.py refuses to serve with that.
_key_file = VAR / "secrets" / "secret_key"
SECRET_KEY = os.environ.get("SECRET_KEY") or (
    _key_file.read_text().strip() if os.access(_key_file, os.R_OK) else ""
)
SECRET_KEY_IS_SET = bool(SECRET_KEY)
SECRET_KEY = SECRET_KEY or secrets.token_urlsafe(48)
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")

ALLOWED_HOSTS = words("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
if _base.hostname not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(_base.hostname)
CSRF_TRUSTED_ORIGINS = [BASE_URL, *words("CSRF_TRUSTED_ORIGINS")]

# --- Applications -----------------------------------------------------------------------
INSTALLED_APPS = [
    "readers",
    "articles",
    "annotations",
    "newsdesk",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "newsdesk.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "newsdesk.middleware.VaryOnHtmx",
]
ROOT_URLCONF = "newsdesk.urls"
WSGI_APPLICATION = "newsdesk.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsdesk.context.desk",
                "articles.context.rights",
                "annotations.context.news",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Data, cache, queue -----------------------------------------------------------------
#: Where the data is; empty until an embedded server runs or the operator names one.
DATABASE_URL = os.environ.get("DATABASE_URL") or running_url(VAR) or ""
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        DATABASE_URL or "postgres:///newsdesk",
        conn_max_age=number("DATABASE_MAX_AGE", 60),
        conn_health_checks=True,
    )
}
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database (postgres://...)")

_cache_url = os.environ.get("CACHE_URL", "")
CACHES: dict[str, Any] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _cache_url}
        if _cache_url
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    )
}

#: Hard limit for one task, in seconds: its shift, and sixteen hostile pages that each take all
#: the time a page may. Below the queue's visibility timeout, or a task still at work would be
#: handed to a second worker.
TASK_TIME_LIMIT = 420
#: Seconds after which a message not acknowledged is delivered again. Messages wait in a
#: worker behind up to four others. A killed worker costs no such wait: beat rings anew.
VISIBILITY_TIMEOUT = 1800
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or "pgmq://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {}
if CELERY_BROKER_URL.startswith("pgmq:"):
    from newsdesk.embedded.queue import transport_options

    CELERY_BROKER_TRANSPORT_OPTIONS = transport_options(
        DATABASES["default"], visibility_timeout=VISIBILITY_TIMEOUT
    )
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = TASK_TIME_LIMIT
CELERY_TASK_SOFT_TIME_LIMIT = TASK_TIME_LIMIT - 30
CELERY_TASK_DEFAULT_QUEUE = "newsdesk"
# With 1, a free slot on pgmq is noticed only at the next poll: 30 tasks/s instead of 500.
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
# Remote control answers through fanout queues, which pgmq keeps after a worker is gone.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ALWAYS_EAGER = flag("CELERY_TASK_ALWAYS_EAGER", default=False)
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "look-for-due-work": {
        "task": "articles.tasks.look",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "link-copies": {"task": "articles.tasks.link", "schedule": 30.0, "options": {"expires": 30}},
    "clear-old-sessions": {"task": "readers.tasks.clear_sessions", "schedule": 24 * 3600.0},
}

#: Seconds a claimed job stays with a worker that is not heard of; one at work renews it.
JOB_LEASE = number("NEWSDESK_JOB_LEASE", 60)

#: Requests one worker process has under way at a time, each to another service.
FETCHES = max(1, number("NEWSDESK_FETCHES", 32))
#: Confined processes each worker process reads feeds and pages in; 0 reads them itself,
#: without limits on time and memory.
CONFINED_PROCESSES = number("NEWSDESK_CONFINED_PROCESSES", 1)

# --- Reaching out -----------------------------------------------------------------------
#: Seconds between the end of one request to a service and the start of the next.
HOST_GAP = number("NEWSDESK_HOST_GAP", 1)
#: How the desk names itself to outlets; the address is where an outlet can ask.
FETCH_CONTACT = os.environ.get("NEWSDESK_CONTACT", "")
#: Origins and networks that may be fetched although they are not public.
FETCH_ALLOW_ORIGINS = origins("NEWSDESK_ALLOW_ORIGINS")
FETCH_ALLOW_NETWORKS = networks("NEWSDESK_ALLOW_NETWORKS")
#: Whether hubs are asked to tell of news (WebSub); "auto": where BASE_URL looks public.
HUBS = choice("NEWSDESK_HUBS", ("auto", "on", "off"))
#: Whether the invented sample outlets are served and subscribed to on first start.
SAMPLES = flag("NEWSDESK_SAMPLES", default=False)
#: Where the worker finds the samples, when that is not BASE_URL (as behind a proxy).
SAMPLES_URL = os.environ.get("NEWSDESK_SAMPLES_URL", BASE_URL).rstrip("/")
if SAMPLES:
    FETCH_ALLOW_ORIGINS.append(SAMPLES_URL)

# --- Accounts ---------------------------------------------------------------------------
AUTH_USER_MODEL = "readers.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front"
ACCOUNT_ADAPTER = "readers.adapter.DeskAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
#: Whether addresses are confirmed by mail: none, optional or mandatory.
ACCOUNT_EMAIL_VERIFICATION = os.environ.get("NEWSDESK_EMAIL_VERIFICATION", "none")
_email = "email*" if ACCOUNT_EMAIL_VERIFICATION == "mandatory" else "email"
ACCOUNT_SIGNUP_FIELDS = ["username*", _email, "password1*"]
ACCOUNT_LOGOUT_REDIRECT_URL = "front"
#: Whether strangers may make themselves an account.
SIGNUP_OPEN = flag("NEWSDESK_SIGNUP", default=True)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if os.environ.get("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["EMAIL_HOST"]
    EMAIL_PORT = number("EMAIL_PORT", 587)
    EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=True)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", f"newsdesk@{_base.hostname}")

#: Licence under which readers publish their notes, an address; empty where none is agreed on.
NOTE_RIGHTS = address("NEWSDESK_NOTE_RIGHTS")

# --- Language, time, static files -------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or VAR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "newsdesk.storage.HashedStaticFiles"
        )
    },
}

# --- Safety -----------------------------------------------------------------------------
#: Longest request body kept in memory, in bytes; a pasted article or an OPML file fits.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "https:", "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if _base.scheme == "https":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=True)
    # The worker may reach the samples behind the proxy, over plain HTTP.
    SECURE_REDIRECT_EXEMPT = [r"^samples/"] if SAMPLES else []
    SECURE_HSTS_SECONDS = number("SECURE_HSTS_SECONDS", 3600)
    # Promises about the operator's whole domain are not the desk's to make.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if flag("BEHIND_PROXY", default=False):
    # Only behind a proxy that sets this header itself: a client could forge it otherwise.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Or the limit on sign-in attempts would take all readers for one.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# --- Logging ----------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django": {"level": "INFO"},
        "urllib3.connection": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "trafilatura": {"level": "CRITICAL"},
        "htmldate": {"level": "CRITICAL"},
    },
}
