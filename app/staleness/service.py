"""Check traces for what is no longer current."""

import time
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, load_only

from app.core.db import Database
from app.outbox.rules import BULK
from app.reputation.rules import Weight, evidence
from app.staleness import releases, rules
from app.staleness.ecosystems import Library, ecosystem_of
from app.staleness.registries import Ask
from app.staleness.rules import OutdatedVotes, Releases, Subject
from app.staleness.statements import statements
from app.traces import rules as trace_rules
from app.traces import service as traces
from app.traces.models import Trace
from app.votes.models import Outcome, Vote
from app.votes.rules import DOWN, UP, WORKED

PAGE = 200
ASKED_A_RUN = 50
RUN_S = 500.0
"""A run begins no page after this long. With the questions of the last one it stays within the queue's limit."""


@dataclass(frozen=True)
class Seen:
    """A trace as it stood at one revision."""

    revision: int
    subject: Subject
    questions: frozenset[Library]


def check(database: Database, ask: Ask, now: datetime, most_asked: int = ASKED_A_RUN) -> Counter[str]:
    """Judge all traces, those first that weren't checked for longest; returns how many were checked, asked, changed.

    Once `most_asked` libraries were asked about, the others are judged by what is known, and a trace with an open
    question keeps its place for the next run. No session is open while a registry is asked. Twice changes nothing.
    """
    done: Counter[str] = Counter(checked=0, asked=0, changed=0)
    started = time.monotonic()
    with database.reading() as session:
        due = session.scalars(
            select(Trace.id)
            .where(Trace.visibility.in_(trace_rules.READABLE))
            .order_by(Trace.staleness_checked_at.nulls_first(), Trace.id)
        ).all()
    for first in range(0, len(due), PAGE):
        if time.monotonic() - started > RUN_S:
            break
        with database.reading() as session:
            seen = _load(session, due[first : first + PAGE])
            # In the order of the traces, so that those that wait for longest are answered first.
            wanted = list(dict.fromkeys(library for one in seen.values() for library in sorted(one.questions)))
            newest, fresh = releases.kept(session, wanted, now)
        open_questions = [library for library in wanted if library not in fresh]
        answers = releases.ask_all(ask, open_questions[: most_asked - done["asked"]])
        with database.transaction() as session:
            releases.keep(session, answers, now)
            newest |= releases.kept(session, answers, now)[0]
            unanswered = frozenset(open_questions) - answers.keys()
            checked, changed = _settle(session, seen, newest, unanswered, now)
        done.update(checked=checked, asked=len(answers), changed=changed)
    return done


def _load(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Seen]:
    """In the order of `ids`."""
    votes = _outdated_votes(session, ids)
    found: dict[uuid.UUID, Seen] = {}
    for trace in session.scalars(select(Trace).where(Trace.id.in_(ids))):
        fingerprint = trace.context_fingerprint or {}
        # What is kept as a file is revised as a file, and shows old pins as what to mend.
        texts = () if trace.slug else (trace.title, trace.context_text, trace.solution_text)
        subject = Subject(
            statements=tuple(statements(texts, trace.tags, trace.metadata_json, fingerprint)),
            watch=rules.watch(trace.watch_condition, ecosystem_of(fingerprint)),
            review_after=trace.review_after,
            votes=votes.get(trace.id, OutdatedVotes()),
        )
        found[trace.id] = Seen(trace.revision, subject, frozenset(rules.questions(subject)))
    return {key: found[key] for key in ids if key in found}


def _outdated_votes(session: Session, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, OutdatedVotes]:
    outdated = (
        select(Vote.trace_id, Vote.weight, Vote.established, Vote.updated_at)
        .join(Trace, Trace.id == Vote.trace_id)
        # What was said of an earlier revision may be mended.
        .where(Vote.trace_id.in_(ids), Vote.vote_type == DOWN, Vote.feedback_tag == rules.OUTDATED)
        .where(Vote.revision == Trace.revision)
        .cte("outdated")
    )
    first = select(outdated.c.trace_id, func.min(outdated.c.updated_at).label("at")).group_by(outdated.c.trace_id).cte()
    good = (
        select(Vote.trace_id, Vote.voter_id.label("who"), Vote.weight, Vote.established)
        .join(first, first.c.trace_id == Vote.trace_id)
        .where(Vote.vote_type == UP, Vote.updated_at >= first.c.at)
        .union_all(
            select(Outcome.trace_id, Outcome.contributor_id, Outcome.weight, Outcome.established)
            .join(first, first.c.trace_id == Outcome.trace_id)
            .where(Outcome.is_latest, Outcome.result == WORKED, Outcome.created_at >= first.c.at)
        )
        .subquery()
    )
    # Who both voted for it and applied it counts once, by what weighs more.
    heaviest = (
        select(good.c.trace_id, good.c.weight, good.c.established)
        .ext(distinct_on(good.c.trace_id, good.c.who))
        .order_by(good.c.trace_id, good.c.who, good.c.weight.desc())
    )
    found: dict[uuid.UUID, OutdatedVotes] = {}
    for row in session.execute(select(outdated)):
        so_far = found.get(row.trace_id, OutdatedVotes())
        against = evidence(Weight(row.weight, row.established), positive_share=0.0)
        found[row.trace_id] = OutdatedVotes(so_far.outdated + 1, so_far.evidence + against)
    for row in session.execute(heaviest):
        in_favour = evidence(Weight(row.weight, row.established), positive_share=1.0)
        found[row.trace_id] = replace(found[row.trace_id], evidence=found[row.trace_id].evidence + in_favour)
    return found


def _settle(
    session: Session,
    seen: Mapping[uuid.UUID, Seen],
    newest: Releases,
    unanswered: Collection[Library],
    now: datetime,
) -> tuple[int, int]:
    """Write what was judged; returns how many traces were (checked, changed). What is being written to waits."""
    locked = session.scalars(
        select(Trace)
        .options(load_only(Trace.revision, Trace.index_version, Trace.is_stale, Trace.stale_reason))
        .where(Trace.id.in_(list(seen)))
        .order_by(Trace.id)
        .with_for_update(skip_locked=True)
    ).all()
    checked, changed = [], 0
    for trace in locked:
        one = seen[trace.id]
        if trace.revision != one.revision:
            continue
        reason = rules.stale_reason(one.subject, newest, now)
        if (trace.is_stale, trace.stale_reason) != (reason is not None, reason):
            trace.is_stale, trace.stale_reason = reason is not None, reason
            traces.touch(session, trace, BULK)
            changed += 1
        if not one.questions.intersection(unanswered):
            checked.append(trace.id)
    session.execute(
        update(Trace)
        .where(Trace.id.in_(checked), or_(Trace.staleness_checked_at.is_(None), Trace.staleness_checked_at < now))
        .values(staleness_checked_at=now)
        .execution_options(synchronize_session=False)
    )
    return len(checked), changed
