"""Index generations: which index a mapping and a model belong to, and the one alias that reads go through.

The name of an index says what made it (database, model, mapping, analysis), so an index of another database, model or
mapping can never be taken for ours: it has another name.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from search.client import body, translated_errors
from search.embeddings import Embedder
from search.embeddings.documents import RECIPE

MAPPINGS = Path(__file__).resolve().parent.parent / "es_mappings"

Analysis = Literal["core", "full"]


@dataclass(frozen=True)
class VectorSpace:
    """Only vectors of one space compare. `dim` 0: no vectors at all."""

    model_id: str
    model_version: str
    dim: int

    @classmethod
    def of(cls, embedder: Embedder) -> "VectorSpace":
        """The space of what `search.embeddings.documents` makes with this embedder."""
        version = f"{embedder.model_version}/{RECIPE}" if embedder.dim else embedder.model_version
        return cls(embedder.model_id, version, embedder.dim)


@dataclass(frozen=True)
class Generation:
    """What an index is made of. Indexes of one generation are told apart by a serial number after `base_name`."""

    base_name: str
    space: VectorSpace
    mapping_hash: str
    analysis: Analysis
    database_id: str
    definition: dict[str, Any]


def read_alias(prefix: str, database_id: str) -> str:
    """The alias that every search of one database goes through."""
    return f"{prefix}-{database_id}"


def describe(prefix: str, database_id: str, space: VectorSpace, analysis: Analysis) -> Generation:
    """The generation that this code, model and database call for. Pure but for the mapping files."""
    mappings = json.loads((MAPPINGS / "traces.json").read_text())
    analysers = json.loads((MAPPINGS / f"analysis-{analysis}.json").read_text())
    if space.dim:
        mappings["properties"]["vector"]["dims"] = space.dim
    else:
        del mappings["properties"]["vector"]
    fingerprint = json.dumps([mappings, analysers, space.model_id, space.model_version], sort_keys=True)
    mapping_hash = hashlib.sha256(fingerprint.encode()).hexdigest()[:10]
    model = re.sub(r"[^a-z0-9]+", "-", space.model_id.lower()).strip("-")[:40]
    mappings["_meta"] = {
        "model_id": space.model_id,
        "model_version": space.model_version,
        "analysis": analysis,
        "mapping_hash": mapping_hash,
        "database_id": database_id,
    }
    settings = {
        "number_of_shards": 1,
        "number_of_replicas": 0,
        "refresh_interval": "1s",
        "analysis": analysers,
    }
    return Generation(
        base_name=f"{prefix}-{database_id}-{model}-{mapping_hash}",
        space=space,
        mapping_hash=mapping_hash,
        analysis=analysis,
        database_id=database_id,
        definition={"settings": settings, "mappings": mappings},
    )


def write_alias(name: str) -> str:
    """What writes to an index are addressed to: unlike an index, an alias is never made by a write."""
    return f"{name}-write"


def probe_analysis(client: Elasticsearch) -> Analysis:
    """`full` where every node has the analysis-common module (stemmers, folding), else `core`."""
    with translated_errors():
        nodes = body(client.nodes.info(metric="plugins"))["nodes"].values()
    modules = [{module["name"] for module in node.get("modules", [])} for node in nodes]
    return "full" if modules and all("analysis-common" in names for names in modules) else "core"


def _patient(client: Elasticsearch) -> Elasticsearch:
    """Changes of the cluster's state take longer than a search may."""
    return client.options(request_timeout=30)


def create(client: Elasticsearch, name: str, generation: Generation) -> bool:
    """Make the index; False when it is there already, which another process may have done meanwhile."""
    with translated_errors():
        try:
            _patient(client).indices.create(index=name, aliases={write_alias(name): {}}, **generation.definition)
        except BadRequestError as error:
            if error.error == "resource_already_exists_exception":
                return False
            raise
    return True


def current(client: Elasticsearch, alias: str) -> str | None:
    """The index behind the alias, None when there is no alias yet."""
    with translated_errors():
        if not client.indices.exists_alias(name=alias):
            return None
        return next(iter(body(client.indices.get_alias(name=alias))))


def swap(client: Elasticsearch, alias: str, name: str) -> None:
    """Point the alias at one index and at no other, in one step that no search can see half of."""
    actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": alias, "is_write_index": False}}]
    previous = current(client, alias)
    if previous and previous != name:
        actions.insert(0, {"remove": {"index": previous, "alias": alias}})
    with translated_errors():
        _patient(client).indices.update_aliases(actions=actions)


def drop(client: Elasticsearch, name: str) -> None:
    """Delete an index that nothing reads any more."""
    with translated_errors():
        _patient(client).indices.delete(index=name, ignore_unavailable=True)


def count(client: Elasticsearch, name: str) -> int:
    """Documents in an index, tombstones included, after making every write visible; 0 when it is gone."""
    with translated_errors():
        try:
            client.indices.refresh(index=name)
            return int(body(client.count(index=name))["count"])
        except NotFoundError:
            return 0
