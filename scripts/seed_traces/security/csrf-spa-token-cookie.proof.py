"""Django: a JSON POST with the session cookie alone gets the trace's 403; with cookie + header it passes."""
import io
import logging
import pathlib
import re

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="proof", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware"],
    LOGGING_CONFIG=None,
)
django.setup()
from django.http import JsonResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402

trace = pathlib.Path(__file__).with_name("csrf-spa-token-cookie.md").read_text()
names: dict = {"__name__": "trace"}
exec(re.findall(r"```python\n(.*?)```", trace, re.S)[0], names)


def items(request):
    return JsonResponse({"created": True}, status=201)


urlpatterns = [path("api/items", items), path("api/session", names["session_info"])]
log = io.StringIO()
logging.getLogger("django.security.csrf").addHandler(logging.StreamHandler(log))
logging.getLogger("django.request").setLevel(logging.CRITICAL)
browser = Client(enforce_csrf_checks=True)


def post(**headers):
    log.truncate(0)
    log.seek(0)
    answer = browser.post("/api/items", {}, content_type="application/json", headers=headers)
    return answer.status_code, log.getvalue().strip()


assert post() == (403, "Forbidden (CSRF cookie not set.): /api/items"), post()
assert browser.get("/api/session").json() == {"user": None}
token = browser.cookies["csrftoken"].value
assert post() == (403, "Forbidden (CSRF token missing.): /api/items"), post()
assert post(**{"X-CSRFToken": token})[0] == 201
assert post(**{"X-CSRFToken": "x" * 32})[0] == 403
status, message = post(**{"X-CSRFToken": token, "Origin": "https://app.example.com"})
assert status == 403 and message in trace, message
settings.CSRF_TRUSTED_ORIGINS = ["https://app.example.com"]
browser = Client(enforce_csrf_checks=True)
browser.get("/api/session")
token = browser.cookies["csrftoken"].value
assert post(**{"X-CSRFToken": token, "Origin": "https://app.example.com"})[0] == 201
assert post(**{"X-CSRFToken": token, "Origin": "https://evil.example"})[0] == 403
