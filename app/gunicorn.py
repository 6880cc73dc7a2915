"""How the API is served: processes for the cores, threads for the waiting on Postgres and Elasticsearch."""

import os

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker
from prometheus_client import multiprocess

from app.core.settings import load_settings

_settings = load_settings()

bind = f"{_settings.api_host}:{_settings.api_port}"
workers = _settings.api_workers
worker_class = "app.core.http.serving.PatientWorker"
threads = _settings.api_threads
# Loaded after the fork: neither the embedder's threads nor open connections survive one.
preload_app = False
# One socket per user would be shared by every stack of that user, and nothing here uses it.
control_socket_disable = True
timeout = 30
graceful_timeout = 10
keepalive = 75


def child_exit(_server: Arbiter, worker: Worker) -> None:
    """A process that is gone has no open breakers any more."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
