"""The index worker: `python -m jobs.worker`. One process that keeps its model loaded between jobs."""

from rq import SimpleWorker

from app.core.logging import configure_logging
from jobs import queues
from jobs.context import services


def main() -> None:
    parts = services()
    configure_logging(parts.settings.log_level)
    # The first trace shouldn't pay for the first run of the model.
    if parts.embedder.dim:
        parts.embedder.embed(["warm up"], "document")
    worker = SimpleWorker([queues.INDEX.connect(parts.redis)], connection=parts.redis)
    worker.work(logging_level="WARNING")


if __name__ == "__main__":
    main()
