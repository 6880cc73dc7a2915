"""What the server's health is made of."""

from rq import Queue, Worker
from sqlalchemy import text

from app.core.http.health import Check
from app.outbox.rules import INDEX_QUEUE
from app.wiring import Services


def checks(services: Services) -> dict[str, Check]:
    """A check of each part by its name; it raises, or returns a word, as `app.core.http.health` takes it."""

    def database() -> str:
        with services.database.reading() as session:
            session.execute(text("SELECT 1"))
        return "ok"

    def redis() -> str:
        services.redis.ping()
        return "ok"

    def elasticsearch() -> str:
        return "error" if services.elasticsearch.cluster.health()["status"] == "red" else "ok"

    def index_worker() -> str:
        return (
            "running"
            if Worker.count(connection=services.redis, queue=Queue(INDEX_QUEUE, services.redis))
            else "stopped"
        )

    return {
        "database": database,
        "redis": redis,
        "elasticsearch": elasticsearch,
        "embedding_worker": index_worker,
        "consolidation_worker": lambda: "unknown",
    }
