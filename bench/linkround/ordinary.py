"""Django as it comes, with `ordinary_route` alone: no sessions, no languages, no pages."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "bench.linkround.ordinary_route"
settings.MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
application = get_wsgi_application()
