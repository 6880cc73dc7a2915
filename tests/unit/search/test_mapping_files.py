"""The files of es_mappings/ fit each other and what Elasticsearch has."""

import json
from pathlib import Path

import pytest

# Elasticsearch's own, of those that our analysis could name.
REPOSITORY = Path(__file__).resolve().parents[3]
BUILT_IN_FILTERS = {"lowercase", "asciifolding", "word_delimiter_graph", "flatten_graph", "unique", "trim", "stop"}
BUILT_IN_TOKENIZERS = {"standard", "whitespace", "keyword", "letter"}
BUILT_IN_CHAR_FILTERS = {"html_strip"}


@pytest.mark.parametrize("path", sorted((REPOSITORY / "es_mappings").rglob("*.json")), ids=lambda path: path.name)
def test_mapping_files_parse(path):
    assert isinstance(json.loads(path.read_text(encoding="utf-8")), dict)


@pytest.mark.parametrize(
    "path", sorted((REPOSITORY / "es_mappings").glob("analysis-*.json")), ids=lambda path: path.name
)
def test_what_an_analyzer_names_is_defined_or_built_in(path):
    analysis = json.loads(path.read_text(encoding="utf-8"))
    for analyzer in analysis["analyzer"].values():
        assert set(analyzer.get("filter", [])) <= analysis.get("filter", {}).keys() | BUILT_IN_FILTERS
        assert set(analyzer.get("char_filter", [])) <= analysis.get("char_filter", {}).keys() | BUILT_IN_CHAR_FILTERS
        assert analyzer["tokenizer"] in analysis.get("tokenizer", {}).keys() | BUILT_IN_TOKENIZERS


@pytest.mark.parametrize("name", ["core", "full"])
def test_analyzers_that_the_mapping_names_exist_in_every_analysis(name):
    mapping = json.loads((REPOSITORY / "es_mappings/traces.json").read_text(encoding="utf-8"))
    analysis = json.loads((REPOSITORY / f"es_mappings/analysis-{name}.json").read_text(encoding="utf-8"))
    named = {field["analyzer"] for field in mapping["properties"].values() if "analyzer" in field}
    built_in = {"whitespace"}
    assert named <= analysis["analyzer"].keys() | built_in
