"""Requests and answers of search."""

import uuid
from typing import Any, get_args

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.core.http.fields import JsonObject, OneOrMore, RequestSchema, Text, Texts, UtcDateTime
from app.retrieval.paging import MAX_CURSOR_CHARACTERS
from app.tags.rules import name_of
from app.traces.rules import STATUSES
from app.traces.schemas import TraceFieldsOut
from search.query.spec import UNFILTERED, Facet, Filters, Mode, Sort
from search.versions import MOST_CHARACTERS, intervals

MOST_TAGS = 10
MOST_VERSIONS = 5


def _said(description: str) -> dict[str, Any]:
    return {"metadata": {"description": description}}


class VersionRange(Text):
    """What `search.versions` reads as a range that lets something in."""

    def __init__(self) -> None:
        super().__init__(maximum=MOST_CHARACTERS)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not intervals(text):
            raise ValidationError(f"Not a version range such as '>=3,<4', '^17.0.2' or '3.12': {text[:50]!r}.")
        return text


class FiltersIn(RequestSchema):
    """What a trace must satisfy, whatever it is searched by. All of them together; null is the same as left out."""

    tags = Texts(most=MOST_TAGS, item_maximum=200, load_default=list, **_said("all of them"))
    tags_any = Texts(most=MOST_TAGS, item_maximum=200, load_default=None, allow_none=True, **_said("at least one"))
    tags_none = Texts(most=MOST_TAGS, item_maximum=200, load_default=None, allow_none=True, **_said("none of them"))
    status = OneOrMore(fields.String(validate=validate.OneOf(STATUSES)), most=len(STATUSES))
    language = OneOrMore(Text(maximum=100), most=MOST_TAGS)
    framework = OneOrMore(Text(maximum=100), most=MOST_TAGS)
    author = fields.UUID(load_default=None, allow_none=True, **_said("`contributor_id` of who submitted it"))
    min_trust = fields.Float(
        load_default=None, allow_none=True, validate=validate.Range(-1, 1), **_said("least `trust_score`")
    )
    since = UtcDateTime(load_default=None, allow_none=True, **_said("submitted then or later"))
    versions = fields.Dict(
        keys=Text(minimum=1, maximum=100),
        values=VersionRange(),
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=MOST_VERSIONS),
        **_said('library to range, `{"django": ">=4,<6"}`: traces that state a version of it which meets the range'),
    )
    valid_at = UtcDateTime(
        load_default=None,
        allow_none=True,
        **_said("valid at that moment: known by then, not superseded or expired"),
    )
    is_stale = fields.Boolean(load_default=None, allow_none=True, **_said("whether it is known to be out of date"))


class SearchIn(FiltersIn):
    q = Text(maximum=2000, load_default=None, allow_none=True, blank=True)
    limit = fields.Integer(load_default=10, validate=validate.Range(1, 50), strict=True)
    context = JsonObject(load_default=dict, allow_none=True, max_characters=10_000)
    include_expired = fields.Boolean(load_default=True)
    mode = fields.String(load_default="hybrid", validate=validate.OneOf(get_args(Mode)))
    sort = fields.String(
        load_default="relevance",
        validate=validate.OneOf(get_args(Sort)),
        **_said("`trust` and `newest` list traces that hold most words of `q`; meaning has no part in it"),
    )
    cursor = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=MAX_CURSOR_CHARACTERS),
        **_said("`next_cursor` of the page before, with the same question; good for an hour"),
    )
    facets = fields.List(
        fields.String(validate=validate.OneOf(get_args(Facet))),
        load_default=list,
        validate=validate.Length(max=len(get_args(Facet))),
        **_said("count the values of these over everything that matches"),
    )
    explain = fields.Boolean(load_default=False, **_said("tell for each result how its score came about"))

    @validates_schema(skip_on_field_errors=True)
    def _asks_something(self, data: dict[str, Any], **_: Any) -> None:
        asks = (data["q"] or "").strip()
        if not asks and filters_of(data) == UNFILTERED:
            raise ValidationError("At least one of 'q' or 'tags' must be provided")
        if asks and data["sort"] != "relevance" and data["mode"] == "vector":
            raise ValidationError("A search by meaning alone can only be sorted by relevance.", "sort")


def filters_of(body: dict[str, Any]) -> Filters:
    """The filters of a body that was loaded by FiltersIn, tags as they were sent."""
    author: uuid.UUID | None = body["author"]
    return Filters(
        tags=tuple(body["tags"]),
        tags_any=tuple(body["tags_any"] or ()),
        tags_none=tuple(body["tags_none"] or ()),
        status=tuple(body["status"] or ()),
        language=tuple(name_of(said) for said in body["language"] or ()),
        framework=tuple(name_of(said) for said in body["framework"] or ()),
        author=author,
        min_trust=body["min_trust"],
        since=body["since"],
        versions=body["versions"] or {},
        valid_at=body["valid_at"],
        is_stale=body["is_stale"],
    )


class HighlightOut(Schema):
    """A piece of a field as it was written, not escaped. `matches`: [start, end) of each matched word in characters."""

    field = fields.String(required=True)
    text = fields.String(required=True)
    matches = fields.List(fields.List(fields.Integer(), validate=validate.Length(equal=2)), required=True)


class ExplanationOut(Schema):
    """(sum of `parts`) * `trust_factor` * `freshness` = `combined_score`, within 1e-4. A listing has no parts."""

    parts = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
    relevance = fields.Float(required=True, **_said("sum of the parts"))
    trust_factor = fields.Float(required=True)
    freshness = fields.Float(required=True)
    matched_words = fields.List(fields.String(), required=True)
    highlights = fields.List(fields.Nested(HighlightOut), required=True)
    reason = fields.String(required=True, **_said("why it stands above the next"))


class ResultOut(TraceFieldsOut):
    similarity_score = fields.Float(required=True)
    combined_score = fields.Float(required=True)
    matched_by = fields.List(fields.String(), required=True)
    explanation = fields.Nested(ExplanationOut, **_said("with `explain` only"))


class FacetValueOut(Schema):
    value = fields.String(required=True)
    count = fields.Integer(required=True)


class AnswerOut(Schema):
    results = fields.List(fields.Nested(ResultOut), required=True)
    total = fields.Integer(required=True, **_said("results on this page"))
    query = fields.String(required=True, allow_none=True)
    degraded = fields.Boolean(required=True)
    mode = fields.String(required=True, allow_none=True, validate=validate.OneOf(get_args(Mode)))
    no_good_match = fields.Boolean(
        required=True, **_said("nothing on this page or an earlier one is likely to be what was asked for")
    )
    next_cursor = fields.String(required=True, allow_none=True)
    facets = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Nested(FacetValueOut)),
        **_said("with `facets` only: the most frequent values of each"),
    )
