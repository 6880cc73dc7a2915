# needs: redis
"""A worker that never imported the module discards the message; include= and an explicit name cure it."""
import os
import subprocess
import sys
import time

CELERY = """import os
from celery import Celery
app = Celery("shop", broker=os.environ["PROOF_REDIS_URL"], backend=os.environ["PROOF_REDIS_URL"]{more})
app.conf.worker_hijack_root_logger = True
"""
TASKS = """from shop.celery import app
from celery import shared_task
@app.task
def plain(x, y):
    return x + y
@shared_task(name="shop.add")
def add(x, y):
    return x + y
"""


def write(name, text):
    with open(name, "w") as file:
        file.write(text)


os.makedirs("shop")
write("shop/__init__.py", "from .celery import app as celery_app\n__all__ = ('celery_app',)\n")
write("shop/tasks.py", TASKS)
write("shop/celery.py", CELERY.format(more=""))
sys.path.insert(0, os.getcwd())
environment = {**os.environ, "PYTHONPATH": os.getcwd()}
worker = [sys.executable, "-m", "celery", "-A", "shop", "worker", "-P", "solo", "-l", "info", "--without-mingle",
          "--without-gossip", "--without-heartbeat", "-n", f"proof{os.getpid()}@host"]
from celery.exceptions import NotRegistered

from shop.tasks import add, plain

assert (plain.name, add.name) == ("shop.tasks.plain", "shop.add")


def during_worker(action):
    with open("worker.log", "w") as log:
        process = subprocess.Popen(worker, env=environment, stdout=log, stderr=log)
    try:
        return action(), None
    except Exception as error:
        return None, error
    finally:
        process.terminate()
        process.wait(20)


_, error = during_worker(lambda: plain.delay(1, 2).get(timeout=20))
assert isinstance(error, NotRegistered) and str(error) == "'shop.tasks.plain'", repr(error)
told = open("worker.log").read()
assert "Received unregistered task of type 'shop.tasks.plain'.\nThe message has been ignored and discarded." in told, told
assert "KeyError: 'shop.tasks.plain'" in told, told
write("shop/celery.py", CELERY.format(more=', include=["shop.tasks"]'))
answer, error = during_worker(lambda: (plain.delay(1, 2).get(timeout=20), add.delay(3, 4).get(timeout=20)))
assert answer == (3, 7), (error, open("worker.log").read())
assert "Task shop.add[" in open("worker.log").read()
