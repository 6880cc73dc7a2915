"""The figures of a run: by set, by query class, and over all sets. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scripts.evaluation.metrics import METRICS, Grade, Interval, Metric, across, interval, paired
from scripts.evaluation.model import KINDS
from scripts.evaluation.results import Answers, Run, SetResult
from scripts.evaluation.splitting import Split

ALL_SETS = "mean of all sets"


@dataclass(frozen=True)
class Line:
    """One variant on some questions. `differences` to the baseline are paired; none for the baseline itself."""

    group: str
    """The set, or the query class, or ALL_SETS."""
    variant: str
    questions: int
    scores: Mapping[Metric, Interval]
    differences: Mapping[Metric, Interval]
    latency_ms: Mapping[str, float]


@dataclass(frozen=True)
class Summary:
    """Lines of each set, of each query class over all sets, and the mean of all sets, each set weighing the same."""

    sets: Sequence[Line]
    kinds: Sequence[Line]
    overall: Sequence[Line]


def summarise(run: Run, split: Split = "all") -> Summary:
    """The first variant of each set is the baseline. Only questions of the half are counted."""
    sets = [_half(each, split) for each in run.sets]
    kinds = [_of_kind(sets, kind) for kind in KINDS]
    return Summary(
        sets=[line for each in sets for line in _lines(each)],
        kinds=[line for each in kinds if each is not None for line in _lines(each)],
        overall=list(_overall(sets)),
    )


def against(run: Run, earlier: Run) -> Run:
    """Only the questions and variants that both have; the earlier answers are the baselines of the later ones."""
    before = {each.name: each for each in earlier.sets}
    pairs = []
    for each in run.sets:
        old = before.get(each.name)
        if old is None:
            continue
        shared = {question.key for question in each.questions} & {question.key for question in old.questions}
        new, old = _only(each, shared), _only(old, shared)
        was = {answers.variant: answers for answers in old.answers}
        pairs += [
            replace(
                new,
                name=f"{each.name}, {answers.variant}",
                answers=[replace(was[answers.variant], variant="before"), replace(answers, variant="now")],
            )
            for answers in new.answers
            if answers.variant in was
        ]
    return Run(run.facts, pairs)


def _only(result: SetResult, keys: set[str]) -> SetResult:
    """The questions of `keys`, each once, in order of their keys."""
    at = {question.key: n for n, question in enumerate(result.questions) if question.key in keys}
    return _rows(result, [at[key] for key in sorted(at)])


def _half(result: SetResult, split: Split) -> SetResult:
    return _rows(result, [n for n, each in enumerate(result.questions) if split in ("all", each.half)])


def _rows(result: SetResult, rows: Sequence[int]) -> SetResult:
    return replace(
        result,
        questions=[result.questions[n] for n in rows],
        answers=[replace(each, grades=[each.grades[n] for n in rows]) for each in result.answers],
    )


def _of_kind(sets: Sequence[SetResult], kind: str) -> SetResult | None:
    """All questions of a class as if they were one set, where every set has the same variants."""
    parts = [_rows(each, [n for n, one in enumerate(each.questions) if one.kind == kind]) for each in sets]
    parts = [each for each in parts if each.questions]
    if not parts or len({tuple(answers.variant for answers in each.answers) for each in parts}) != 1:
        return None
    merged = [
        Answers(answers.variant, [grade for each in parts for grade in each.answers[n].grades], {})
        for n, answers in enumerate(parts[0].answers)
    ]
    return replace(parts[0], name=kind, questions=[one for each in parts for one in each.questions], answers=merged)


def _lines(result: SetResult) -> Iterator[Line]:
    for n, answers in enumerate(result.answers):
        yield Line(
            group=result.name,
            variant=answers.variant,
            questions=len(result.questions),
            scores={metric: interval(_values(answers.grades, metric)) for metric in METRICS},
            differences={
                metric: paired(_values(answers.grades, metric), _values(result.answers[0].grades, metric))
                for metric in METRICS
                if n
            },
            latency_ms=answers.latency_ms,
        )


def _overall(sets: Sequence[SetResult]) -> Iterator[Line]:
    sets = [each for each in sets if each.questions]
    if len(sets) < 2 or len({tuple(answers.variant for answers in each.answers) for each in sets}) != 1:
        return
    for n, answers in enumerate(sets[0].answers):
        values = {metric: [_values(each.answers[n].grades, metric) for each in sets] for metric in METRICS}
        first = {metric: [_values(each.answers[0].grades, metric) for each in sets] for metric in METRICS}
        yield Line(
            group=ALL_SETS,
            variant=answers.variant,
            questions=sum(len(each.questions) for each in sets),
            scores={metric: across(values[metric]) for metric in METRICS},
            differences={
                metric: across(
                    [
                        [now - before for now, before in zip(some, base, strict=True)]
                        for some, base in zip(values[metric], first[metric], strict=True)
                    ]
                )
                for metric in METRICS
                if n
            },
            latency_ms={},
        )


def _values(grades: Sequence[Grade], metric: Metric) -> list[float]:
    return [getattr(grade, metric) for grade in grades]
