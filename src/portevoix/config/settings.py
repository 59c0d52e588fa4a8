"""All settings, in one file, read from the environment; docs/run/settings.md explains each."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from portevoix.config import environment
from portevoix.lib.sealing import new_ring

# Our matrices are small: the threads of linear algebra wait for one another longer than they work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(environment.text("PORTEVOIX_DATA_DIR", "var")).resolve()


def _kept_secret(name: str, make: Callable[[], str]) -> str:
    """A secret from the environment, or one made once and kept in the data directory."""
    given = environment.text(name)
    if given:
        return given
    kept = DATA / name.lower()
    if not kept.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(make(), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


DEBUG = environment.flag("PORTEVOIX_DEBUG")
SECRET_KEY = _kept_secret("PORTEVOIX_SECRET_KEY", get_random_secret_key)
# Seal the tokens of people's accounts, as `id:base64,id:base64`, the first being the one in use;
# kept apart from the database on purpose.
SEALING_KEYS = _kept_secret("PORTEVOIX_SEALING_KEYS", new_ring)
PUBLIC_URL = environment.text("PORTEVOIX_URL", "http://localhost:8000").rstrip("/")
# The address that short links carry; an organisation may give them a host name of their own.
LINK_URL = environment.text("PORTEVOIX_LINK_URL", PUBLIC_URL).rstrip("/")
ALLOWED_HOSTS = environment.words("PORTEVOIX_HOSTS", "localhost,127.0.0.1")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
IS_HTTPS = PUBLIC_URL.startswith("https://")
# The server that takes mail, and the address it comes from; empty: there is no mail.
MAIL = environment.mail_server(
    environment.text("PORTEVOIX_MAIL_URL"),
    environment.text("PORTEVOIX_MAIL_FROM"),
    our_name=urlsplit(PUBLIC_URL).hostname or "localhost",
)
# The dated version of LinkedIn's interface; each lives about a year.
LINKEDIN_VERSION = environment.text("PORTEVOIX_LINKEDIN_VERSION", "202610")
# Tests only: lets `safe_fetch` reach servers on loopback.
FETCH_LOOPBACK = environment.flag("PORTEVOIX_FETCH_LOOPBACK")
# A model of sentences that the organisation supplies; empty: none is looked for.
EMBEDDINGS_DIR = environment.text("PORTEVOIX_EMBEDDINGS_DIR")
# Whether `portevoix serve` also does the background work.
WORK_INSIDE = environment.flag("PORTEVOIX_WORK_INSIDE", default=True)

INSTALLED_APPS = [
    "portevoix.home",
    "portevoix.demo",
    "portevoix.measure",
    "portevoix.share",
    "portevoix.curate",
    "portevoix.govern",
    "portevoix.notify",
    "portevoix.people",
    "portevoix.ledger",
    "portevoix.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "heroicons",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portevoix.web.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "portevoix.config.urls"
WSGI_APPLICATION = "portevoix.config.wsgi.application"
SCHEDULE = "portevoix.config.schedule.SCHEDULE"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "portevoix.home.views.frame.frame",
            ],
        },
    }
]

DATABASES = {
    "default": environment.database(
        environment.text("DATABASE_URL", f"sqlite:///{DATA / 'portevoix.sqlite3'}")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "home:today"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# How long a link works by which somebody chooses a password: three days.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "portevoix.config.formats"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Hashed, immutable names once collected; straight from the package while developing and testing.
IS_COLLECTED = not DEBUG and (
    (STATIC_ROOT / "staticfiles.json").exists() or bool({"collectstatic", "serve"} & {*sys.argv})
)
WHITENOISE_USE_FINDERS = not IS_COLLECTED
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# No cookie but session and CSRF: messages live in the session.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portevoix.home.views.frame.stale_form"
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 63_072_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Nothing comes from elsewhere: pictures of items are kept and served by ourselves.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "portevoix.web.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("PORTEVOIX_LOG_LEVEL", "INFO")},
}
