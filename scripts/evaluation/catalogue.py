"""Which sets there are, and which variants a run compares."""

import argparse
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.evaluation.model import QuestionSet
from scripts.evaluation.sets import code, pages, seeds
from scripts.evaluation.variants import EXPERIMENTS, HYBRID, MODES, Variant, sweep

DATA = "EVAL_DATA_DIR"


class DataError(ValueError):
    """A set that can't be had; the message says what is missing."""


def data_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where the sets are that aren't shipped; None when unset. Raises DataError for a folder that isn't there."""
    value = environment.get(DATA)
    if not value:
        return None
    folder = Path(value).expanduser().absolute()
    if not folder.is_dir():
        raise DataError(f"{DATA} is {folder}, which is no folder")
    return folder


def sets(folder: Path | None) -> list[QuestionSet]:
    """Every set, those of the data folder only with one."""
    return [*seeds.sets(), *([*pages.sets(folder), *code.sets(folder)] if folder else [])]


def chosen(names: Sequence[str] | None, folder: Path | None) -> list[QuestionSet]:
    """The named sets, all by default. Raises DataError for one that isn't there."""
    there = sets(folder)
    unknown = set(names or ()) - {each.name for each in there}
    if unknown:
        known = ", ".join(each.name for each in there)
        hint = "" if folder else f" (others need {DATA})"
        raise DataError(f"no set {', '.join(sorted(unknown))}; there are {known}{hint}")
    return [each for each in there if not names or each.name in names]


def variants(options: argparse.Namespace) -> list[Variant]:
    """The modes, or the product beside what is named. The first is what the others are held against."""
    named = [each for name in options.variants or () for each in EXPERIMENTS[name]]
    swept = [each for assignment in options.sweep or () for each in sweep(assignment)]
    return [HYBRID, *named, *swept] if named or swept else list(MODES)
