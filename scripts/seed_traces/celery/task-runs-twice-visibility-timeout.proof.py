# needs: redis
"""kombu returns an unacknowledged message to the queue after the visibility timeout, not before, and never once acked."""
import os
import time

import redis
from celery import Celery

url = os.environ["PROOF_REDIS_URL"]
app = Celery("shop", broker=url)
assert app.conf.task_acks_late is False


@app.task(name="export")
def export(number):
    pass


def fetch(connection):
    """What a worker does: take the message and don't acknowledge it yet."""
    return connection.default_channel.basic_get("celery")


def restore(timeout):
    """What each worker does periodically, with its own timeout."""
    with app.connection_for_read(transport_options={"visibility_timeout": timeout}) as connection:
        connection.default_channel.qos.restore_visible(interval=1)


client = redis.Redis.from_url(url)
with app.connection_for_read() as first, app.connection_for_read() as second:
    assert first.default_channel.visibility_timeout == 3600
    sent = export.delay(1)
    taken = fetch(first)
    assert taken.headers["id"] == sent.id and fetch(second) is None
    assert client.zcard("unacked_index") == 1
    time.sleep(0.3)
    restore(timeout=12 * 3600)
    assert fetch(second) is None, "returned before the visibility timeout"
    restore(timeout=0.1)  # one worker with a short timeout is enough
    again = fetch(second)
    assert again is not None, "not returned after the visibility timeout"
    assert again.headers["id"] == sent.id and again.delivery_info.get("redelivered"), again.delivery_info
    again.ack()
    time.sleep(0.2)
    restore(timeout=0.1)
    assert client.zcard("unacked_index") == 0 and fetch(first) is None, "returned although acknowledged"
    lock = lambda: client.lock("export:1", timeout=60, blocking=False)
    running = lock()
    assert running.acquire() and not lock().acquire()
    running.release()
    assert lock().acquire()
    first.default_channel.qos._delivered.clear()
