"""A database migrated with auth.User, then switched to accounts.User on the same table (SQLite)."""
import os
import sqlite3
import subprocess
import sys

SETTINGS = """SECRET_KEY = "example" * 9
INSTALLED_APPS = ["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
                  "django.contrib.sessions", "django.contrib.messages", "accounts"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware",
              "django.contrib.auth.middleware.AuthenticationMiddleware",
              "django.contrib.messages.middleware.MessageMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"context_processors": [
    "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages"]}}]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}
"""
MODEL = """from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    id = models.AutoField(primary_key=True)

    class Meta(AbstractUser.Meta):
        db_table = "auth_user"
"""


def write(name, text):
    with open(name, "w") as file:
        file.write(text)


def manage(*words, fails=None):
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "mysettings", "PYTHONPATH": os.getcwd()}
    done = subprocess.run([sys.executable, "-m", "django", *words], env=env, capture_output=True, text=True)
    told = done.stdout + done.stderr
    assert (done.returncode == 0) == (fails is None) and (fails or "") in told, told
    return told


os.makedirs("accounts")
write("accounts/__init__.py", "")
write("accounts/models.py", "")
write("mysettings.py", SETTINGS)
manage("migrate")
manage("shell", "-c", "from django.contrib.auth.models import *; u = User.objects.create_user('ann'); "
       "u.groups.add(Group.objects.create(name='staff')); "
       "u.user_permissions.add(Permission.objects.get(codename='change_user'))")
write("accounts/models.py", "from django.contrib.auth.models import AbstractUser\nclass User(AbstractUser):\n    pass\n")
manage("check", fails="accounts.User.groups: (fields.E304) Reverse accessor 'Group.user_set' for "
       "'accounts.User.groups' clashes with reverse accessor for 'auth.User.groups'.")
write("accounts/models.py", MODEL)
write("mysettings.py", SETTINGS + 'AUTH_USER_MODEL = "accounts.User"\n')
manage("makemigrations", "accounts")
with open("accounts/migrations/0001_initial.py") as file:
    assert "('id', models.AutoField(primary_key=True, serialize=False))" in file.read(), "the key isn't that of auth_user"
message = ("InconsistentMigrationHistory: Migration admin.0001_initial is applied before its dependency "
           "accounts.0001_initial on database 'default'.")
manage("migrate", fails=message)
manage("migrate", "accounts", "--fake", fails=message)
with sqlite3.connect("db.sqlite3") as database:
    database.executescript("""BEGIN;
INSERT INTO django_migrations (app, name, applied) VALUES ('accounts', '0001_initial', CURRENT_TIMESTAMP);
UPDATE django_content_type SET app_label = 'accounts' WHERE app_label = 'auth' AND model = 'user';
COMMIT;""")
manage("migrate")
manage("check")
manage("makemigrations", "--check", "--dry-run")
told = manage("shell", "-c", "from django.contrib.auth import get_user_model as g; u = g().objects.get(); "
              "print(u._meta.label, u.username, u.groups.get().name, u.has_perm('accounts.change_user'))")
assert "accounts.User ann staff True" in told, told
