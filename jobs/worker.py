"""The workers: `python -m jobs.worker index` and `python -m jobs.worker maintenance`."""

import argparse
from contextlib import suppress
from typing import Any

from rq import SimpleWorker, Worker
from rq.worker import BaseWorker
from rq.worker_registration import register

from app.core.logging import configure_logging
from app.core.settings import load_settings
from app.core.tracing import configure_tracing
from app.indexing.compatibility import require_fitting_index
from jobs import queues
from jobs.context import services, services_without_embedder
from search.embeddings import EmbedderUnavailable

WORKER_TTL_S = 60
"""A worker that says nothing for so long counts as gone; a blocking pop lasts a little less."""


class _Registering(BaseWorker):
    """Says again with each heartbeat that it is there, which a flush of Redis would else have forgotten for good."""

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        super().heartbeat(timeout, pipeline)
        register(self, pipeline)


class IndexWorker(_Registering, SimpleWorker):
    """Runs jobs in its own process, so that the model stays loaded between them."""


class MaintenanceWorker(_Registering, Worker):
    """Forks for each job: they may take minutes, and whoever waits for the index shouldn't wait for them."""


def index_worker() -> BaseWorker:
    parts = services()
    require_fitting_index(parts.database, parts.vector_space)
    # The first trace shouldn't pay for the first run of the model.
    if parts.embedder.dim:
        with suppress(EmbedderUnavailable):  # a hosted model that is away will be asked again
            parts.embedder.embed(["warm up"], "document")
    return IndexWorker([queues.INDEX.connect(parts.redis)], connection=parts.redis, worker_ttl=WORKER_TTL_S)


def maintenance_worker() -> BaseWorker:
    parts = services_without_embedder()
    return MaintenanceWorker([queues.MAINTENANCE.connect(parts.redis)], connection=parts.redis, worker_ttl=WORKER_TTL_S)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", nargs="?", choices=["index", "maintenance"], default="index")
    kind = parser.parse_args().kind
    worker = index_worker() if kind == "index" else maintenance_worker()
    configure_logging(load_settings().log_level)
    configure_tracing(f"{kind}-worker")
    worker.work(logging_level="WARNING")


if __name__ == "__main__":
    main()
