"""Refusing what must not be stored."""

from collections.abc import Mapping, Sequence

from app.core.errors import FieldError, Invalid
from app.safety.rules import FieldFinding, scan_fields

_LISTED = 20


def require_no_secrets(fields: Mapping[str, object]) -> None:
    """Raises Invalid that names field, line and kind of every possible secret in any text of `fields`."""
    findings = scan_fields(fields)
    if findings:
        raise refuse_secrets(findings)


def refuse_secrets(findings: Sequence[FieldFinding]) -> Invalid:
    """The refusal to raise for at least one finding: `detail` lists the first twenty, `errors` has one for each."""
    places = [f"{finding.field} line {finding.line}: {finding.kind}" for finding in findings[:_LISTED]]
    if len(findings) > _LISTED:
        places.append(f"{len(findings) - _LISTED} more")
    detail = (
        f"Content rejected: possible secrets: {'; '.join(places)}. "
        "Remove them or replace them by placeholders and send the trace again."
    )
    errors = tuple(
        FieldError(f.field, f"Possible secret in line {f.line}: {f.kind}.", code="secret_detected") for f in findings
    )
    return Invalid(detail, errors=errors)
