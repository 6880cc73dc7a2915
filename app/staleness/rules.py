"""When a trace is stale, and the sentence that says why. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.reputation.rules import Evidence, counted
from app.staleness.ecosystems import Library, mentioned
from app.staleness.statements import Statement
from app.staleness.versions import OPEN, Version, parse, reaches

OUTDATED = "outdated"
OUTDATED_VOTES = 2
"""Down-votes tagged `outdated` that it takes at least, one of them by somebody established."""
MOST_REASONS = 5

_WATCH = re.compile(
    r"(?:when |once |until )?(@?[a-z0-9][a-z0-9._/-]{0,99}?)\s*(?:>=|==?|\s)\s*(v?\d{1,9}(?:\.\d{1,9}){0,5})"
    r"(?: or (?:later|newer)| is (?:out|released)| comes out| released)?\.?",
    re.IGNORECASE,
)

Releases = Mapping[Library, Version]
"""The newest release of each library that is known."""


@dataclass(frozen=True)
class Watch:
    """The release that an author waits for. `library` is None where no registry knows it, as for languages."""

    name: str
    library: Library | None
    version: Version


@dataclass(frozen=True)
class OutdatedVotes:
    """How many call the present revision outdated, and what weighs for it since the first of them, and against it."""

    outdated: int = 0
    evidence: Evidence = field(default_factory=Evidence)


@dataclass(frozen=True)
class Subject:
    """All of a trace that staleness is judged by."""

    statements: tuple[Statement, ...] = ()
    watch: Watch | None = None
    review_after: datetime | None = None
    votes: OutdatedVotes = OutdatedVotes()


def watch(condition: str | None, ecosystem: str | None) -> Watch | None:
    """What a condition such as `django >= 6` or `python 4` waits for; None for one that only people understand."""
    match = _WATCH.fullmatch(condition.strip()) if condition else None
    version = parse(match[2]) if match else None
    if match is None or version is None:
        return None
    return Watch(match[1].lower(), mentioned(match[1], ecosystem), version)


def questions(subject: Subject) -> Iterator[Library]:
    """The libraries whose newest release can change the judgement."""
    for statement in subject.statements:
        if statement.covered < OPEN:
            yield statement.library
    if subject.watch is not None and subject.watch.library is not None:
        yield subject.watch.library


def stale_reason(subject: Subject, newest: Releases, now: datetime) -> str | None:
    """Why a trace is stale, None while it isn't. What isn't known never makes it so.

    Majors alone are named, so that the sentence stays the same from one minor release to the next.
    """
    found = [*_outgrown(subject.statements, newest), *_watched(subject.watch, newest)]
    if subject.review_after is not None and subject.review_after <= now:
        found.append(f"review was due on {subject.review_after:%Y-%m-%d}")
    if voted_outdated(subject.votes):
        found.append("voted outdated")
    return "; ".join(found[:MOST_REASONS]) or None


def voted_outdated(votes: OutdatedVotes) -> bool:
    """Whether enough of those who count hold a trace outdated.

    Newcomers, however many, can't say so alone; with others they weigh what they may weigh anywhere.
    """
    good, outdated = counted(votes.evidence)
    return votes.outdated >= OUTDATED_VOTES and votes.evidence.negative > 0 and outdated > good


def _outgrown(statements: Iterable[Statement], newest: Releases) -> Iterator[str]:
    for statement in sorted(statements, key=lambda one: one.library):
        release = newest.get(statement.library)
        if release is not None and release[0] > statement.covered:
            verb = "pins" if statement.pinned else "is about"
            yield f"{verb} {statement.library.name} {statement.covered:.0f}, current is {release[0]}"


def _watched(condition: Watch | None, newest: Releases) -> Iterator[str]:
    release = newest.get(condition.library) if condition is not None and condition.library is not None else None
    if condition is not None and release is not None and reaches(release, condition.version):
        yield f"{condition.name} {'.'.join(map(str, condition.version))} was watched for and is released"
