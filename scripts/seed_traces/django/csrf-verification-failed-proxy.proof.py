"""The origin check behind a proxy that ends TLS, and both settings that mend it."""
import logging

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["example.com"], SECRET_KEY="example" * 9, ROOT_URLCONF="__main__", LOGGING_CONFIG=None,
    MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()
from django.core.checks import run_checks
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, override_settings
from django.urls import path

urlpatterns = [path("login/", lambda request: HttpResponse(get_token(request)))]
told = []
handler = logging.Handler()
handler.emit = lambda record: told.append(record.getMessage())
logging.getLogger("django.security.csrf").addHandler(handler)


def visitor():  # a client of its own each time: the middleware keeps the trusted origins it started with
    return Client(enforce_csrf_checks=True, HTTP_HOST="example.com", HTTP_X_FORWARDED_PROTO="https")


def post(cookie=True):
    client = visitor()
    token = client.get("/login/").content.decode()
    return (client if cookie else visitor()).post(
        "/login/", {"csrfmiddlewaretoken": token}, HTTP_ORIGIN="https://example.com"
    ).status_code


BAD = "Forbidden (Origin checking failed - https://example.com does not match any trusted origins.): /login/"
assert post() == 403 and told == [BAD], told
with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
    assert post() == 200
    assert post(cookie=False) == 403 and told[-1] == "Forbidden (CSRF cookie not set.): /login/", told[-1]
with override_settings(CSRF_TRUSTED_ORIGINS=["https://example.com", "https://*.example.com"]):
    assert post() == 200
with override_settings(CSRF_TRUSTED_ORIGINS=["example.com"]):
    assert [found.id for found in run_checks()] == ["4_0.E001"]
