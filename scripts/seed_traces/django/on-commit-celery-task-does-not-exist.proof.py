# needs: postgres
"""A task whose message is handled at once by another connection: .delay() fails, on_commit and delay_on_commit don't."""
import os
import threading
from functools import partial

import django
from django.conf import settings
from psycopg2.extensions import parse_dsn

dsn = parse_dsn(os.environ["PROOF_DATABASE_URL"])
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    DATABASES={"default": {
        "ENGINE": "django.db.backends.postgresql", "NAME": dsn["dbname"], "USER": dsn.get("user", ""),
        "PASSWORD": dsn.get("password", ""), "HOST": dsn.get("host", ""), "PORT": dsn.get("port", ""),
    }},
)
django.setup()
from celery import Celery
from celery.contrib.django.task import DjangoTask
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction

call_command("migrate", verbosity=0)
results = []


class AtOnce(DjangoTask):
    """Instead of a broker and an idle worker: a thread with its own connection, which runs the task immediately."""

    def apply_async(self, args=None, kwargs=None, **options):
        def work():
            try:
                results.append(self.run(*args))
            except Exception as error:
                results.append(str(error))
            finally:
                connection.close()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()


app = Celery("shop", task_cls=AtOnce)


@app.task
def send_receipt(pk):
    return Group.objects.get(pk=pk).name


with transaction.atomic():
    send_receipt.delay(Group.objects.create(name="a").pk)
assert results == ["Group matching query does not exist."], results
results.clear()
with transaction.atomic():
    group = Group.objects.create(name="b")
    transaction.on_commit(partial(send_receipt.delay, group.pk))
    assert send_receipt.delay_on_commit(group.pk) is None
    assert not results
assert results == ["b", "b"], results
results.clear()
try:
    with transaction.atomic():
        send_receipt.delay_on_commit(Group.objects.create(name="c").pk)
        raise RuntimeError
except RuntimeError:
    assert results == [], results
