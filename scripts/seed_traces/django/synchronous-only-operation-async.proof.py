"""Hidden queries in a coroutine raise; select_related, the a-methods and one sync_to_async function do not."""
import asyncio

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}},
)
django.setup()
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import SynchronousOnlyOperation
from django.core.management import call_command
from django.db import transaction

MESSAGE = "You cannot call this from an async context - use a thread or sync_to_async."
call_command("migrate", verbosity=0)


def refused(action):
    try:
        action()
    except SynchronousOnlyOperation as error:
        assert str(error) == MESSAGE, error
    else:
        raise SystemExit("a synchronous query in a coroutine was allowed")


@sync_to_async
def rename(pk):
    with transaction.atomic():
        group = Group.objects.select_for_update().get(pk=pk)
        group.name = "paid"
        group.save(update_fields=["name"])
        return group


async def main():
    refused(lambda: list(Permission.objects.all()))
    permission = await Permission.objects.afirst()
    refused(lambda: permission.content_type.model)  # the hidden query
    loaded = Permission.objects.select_related("content_type")
    assert [p.content_type.model async for p in loaded] and await loaded.acount() > 0
    try:
        async with transaction.atomic():
            raise SystemExit("async atomic works now: mend the trace")
    except TypeError as error:
        assert "asynchronous context manager protocol" in str(error)
    group = await Group.objects.acreate(name="new")
    assert (await rename(group.pk)).name == "paid"
    assert len(await sync_to_async(list)(Group.objects.all())) == 1


asyncio.run(main())
