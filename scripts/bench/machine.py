"""What it was measured on."""

import os
import platform
from pathlib import Path
from typing import Any

import psutil

from scripts.bench.target import Target
from search.client import body
from search.generations import probe_analysis


def facts(target: Target, traces: int, real_texts: bool) -> dict[str, Any]:
    """Machine, versions and sizes; nothing that names the machine or its user."""
    settings = target.settings
    # Not the greeting at `/`: a server of the core modules alone has none.
    nodes = body(target.client.nodes.info(metric="jvm"))["nodes"].values()
    return {
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "elasticsearch": ", ".join(sorted({node["version"] for node in nodes})),
        "elasticsearch_heap_mb": sum(node["jvm"]["mem"]["heap_max_in_bytes"] for node in nodes) // 2**20,
        "analysis": probe_analysis(target.client),
        "model": target.space.model_id,
        "model_version": target.space.model_version,
        "embedding_threads": settings.embedding_threads,
        "api": f"{settings.api_workers} processes x {settings.api_threads} threads",
        "traces": traces,
        "texts": "evaluation data" if real_texts else "seed traces and variations of them",
    }


def cpu_model() -> str:
    """The processor's name where the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
