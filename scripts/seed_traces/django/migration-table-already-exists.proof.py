"""Records without tables and the reverse, on SQLite; --fake-initial and `zero --fake` mend them, also for a dependent app."""
import os
import sys

import django
from django.conf import settings

sys.path.insert(0, os.getcwd())
for name in ("shop", "billing"):
    os.makedirs(f"{name}/migrations")
    open(f"{name}/__init__.py", "w").close()
    open(f"{name}/migrations/__init__.py", "w").close()
with open("shop/models.py", "w") as file:
    file.write("from django.db import models\nclass Order(models.Model):\n    note = models.CharField(max_length=9)\n")
with open("billing/models.py", "w") as file:
    file.write("from django.db import models\nclass Bill(models.Model):\n"
               "    order = models.ForeignKey('shop.Order', models.CASCADE)\n")
settings.configure(
    INSTALLED_APPS=["shop", "billing"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}},
)
django.setup()
from django.core.management import call_command
from django.db import OperationalError, connection


def run(*words, **options):
    call_command(*words, verbosity=0, **options)


def sql(text):
    with connection.cursor() as cursor:
        cursor.execute(text)


def fails(message, action):
    try:
        action()
    except OperationalError as error:
        assert message == str(error), error
    else:
        sys.exit(f"no error, expected: {message}")


run("makemigrations", "shop", "billing")
run("migrate")
# tables without records
sql("DELETE FROM django_migrations")
fails('table "shop_order" already exists', lambda: run("migrate"))
run("migrate", fake_initial=True)
run("migrate")
# records without tables
from shop.models import Order

sql("PRAGMA foreign_keys = OFF")
sql("DROP TABLE shop_order")
run("migrate")
fails("no such table: shop_order", Order.objects.count)
run("migrate", "shop", "zero", fake=True)
run("migrate", "shop")
assert Order.objects.count() == 0
fails('table "billing_bill" already exists', lambda: run("migrate"))  # its record was forgotten too
run("migrate", "billing", "0001", fake=True)
run("migrate")
run("makemigrations", check=True, dry_run=True)
