# needs: postgres
"""Lost update on PostgreSQL, the message, the conditional update() and the row lock."""
import os
import threading

import django
from django.conf import settings
from psycopg2.extensions import parse_dsn

dsn = parse_dsn(os.environ["PROOF_DATABASE_URL"])
settings.configure(
    INSTALLED_APPS=[], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {
        "ENGINE": "django.db.backends.postgresql", "NAME": dsn["dbname"], "USER": dsn.get("user", ""),
        "PASSWORD": dsn.get("password", ""), "HOST": dsn.get("host", ""), "PORT": dsn.get("port", ""),
    }},
)
django.setup()
from django.db import connection, models, transaction
from django.db.models import F


class Product(models.Model):
    stock = models.IntegerField()

    class Meta:
        app_label = "shop"


with connection.schema_editor() as editor:
    editor.create_model(Product)


def race(work):
    """Two threads at once on the last item; how many said yes, and what is left."""
    Product.objects.all().delete()
    pk, sold, both = Product.objects.create(stock=1).pk, [], threading.Barrier(2)

    def run():
        try:
            sold.append(work(pk, both))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join(10) for thread in threads]
    return sum(sold), Product.objects.get(pk=pk).stock


def naive(pk, both):
    with transaction.atomic():
        product = Product.objects.get(pk=pk)
        both.wait(5)
        product.stock -= 1
        product.save()
        return product.stock >= 0


def take(pk, both):
    both.wait(5)
    return Product.objects.filter(pk=pk, stock__gte=1).update(stock=F("stock") - 1) == 1


def buy(pk, both):
    both.wait(5)
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=pk)
        if product.stock < 1:
            return False
        product.stock -= 1
        product.save(update_fields=["stock"])
        return True


assert race(naive) == (2, 0), "the naive version should have sold the last item twice"
assert race(take) == (1, 0)
assert race(buy) == (1, 0)
try:
    Product.objects.select_for_update().first()
except transaction.TransactionManagementError as error:
    assert str(error) == "select_for_update cannot be used outside of a transaction."
else:
    raise SystemExit("select_for_update was allowed outside a transaction")
