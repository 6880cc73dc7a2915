"""What it was measured on."""

import os
import platform
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from scripts.bench.target import Target
from scripts.stack.account import service_account
from scripts.stack.context import STATE
from scripts.stack.layout import resolve
from scripts.stack.processes import of_stack
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


class Bystanders:
    """How busy the processors were with anything but the stack and the bench, since this was made."""

    def __init__(self) -> None:
        self._layout = resolve(Path(os.environ.get("STACK_STATE_DIR") or STATE), service_account())
        self._began = time.monotonic()
        self._before = self._others()

    def share(self) -> float:
        """0 (the machine was ours) to 1; what a hypervisor took away counts too."""
        seconds = (time.monotonic() - self._began) * (psutil.cpu_count() or 1)
        return max(0.0, self._others() - self._before) / seconds

    def _others(self) -> float:
        """CPU seconds since the machine was started. Those of our programs that have ended count as others'."""
        times = psutil.cpu_times()
        unused = times.idle + getattr(times, "iowait", 0.0) + getattr(times, "guest", 0.0)
        ours = 0.0
        for process in [*of_stack(self._layout), psutil.Process()]:
            with suppress(psutil.Error):
                used = process.cpu_times()
                ours += used.user + used.system
        return sum(times) - unused - ours


def cpu_model() -> str:
    """The processor's name where the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
