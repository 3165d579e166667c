"""The metrics of MetricFlow, written from the glossary: `models/semantic/metrics.yml` is made, never edited.

The semantic models beside it are written by hand: they say which column of which mart is a measure.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lundi.errors import LundiError

FILE = Path("models") / "semantic" / "metrics.yml"
HEADER = "# Written by `lundi metrics write` from the glossary (seeds/glossary): change it there.\n"
UNKNOWN = "_unknown_count"  # the measure that counts the rows without which a sum is not known
KNOWN = "_known"


@dataclass(frozen=True)
class Figure:
    """A row of a glossary: a sum, or a sum over another; `numerator` and `denominator` are measures."""

    code: str
    name_fr: str
    definition_fr: str
    formula_fr: str
    unit: str
    decimals: int
    owner: str
    numerator: str
    denominator: str | None


@dataclass(frozen=True)
class Measure:
    """A measure of a semantic model, and the group that answers for it."""

    name: str
    column: str
    mart: str
    group: str


def read_measures(folder: Path) -> dict[str, Measure]:
    """The measures of the semantic models below `folder`, by name.

    Raises LundiError where two have one name: MetricFlow asks for a measure by its name alone.
    """
    found: dict[str, Measure] = {}
    for path in sorted(folder.glob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("semantic_models", []):
            mart = model["model"].removeprefix("ref('").removesuffix("')")
            for measure in model.get("measures", []):
                name = measure["name"]
                if name in found:
                    raise LundiError(f"{path.name}: measure {name} stands twice", "give one of them another name")
                found[name] = Measure(name, measure.get("expr", name), mart, model["config"]["group"])
    return found


def read_figures(glossary: Path, measures: Mapping[str, Measure]) -> list[Figure]:
    """The figures of both glossaries, in their order; a figure of no terms of its own is the measure of its name.

    Raises LundiError for a figure whose terms no semantic model measures.
    """
    by_column = {(measure.mart, measure.column): measure.name for measure in measures.values()}
    figures = []
    for row in _rows(glossary / "glossary_metrics.csv"):
        figures.append(_figure(row, row["numerator_code"] or row["metric_code"], row["denominator_code"] or None))
    for row in _rows(glossary / "steering_metrics.csv"):
        terms = [by_column.get((row["model_name"], row[f"{side}_column"])) for side in ("numerator", "denominator")]
        figures.append(_figure(row, terms[0] or row["numerator_column"], terms[1] or row["denominator_column"]))
    for figure in figures:
        for term in filter(None, (figure.numerator, figure.denominator)):
            if term not in measures:
                raise LundiError(
                    f"{figure.code}: no semantic model measures {term}", "add the measure below models/semantic"
                )
    return figures


def write_metrics(root: Path) -> str:
    """The text of `metrics.yml` for the project at `root`."""
    measures = read_measures(root / FILE.parent)
    figures = read_figures(root / "seeds" / "glossary", measures)
    metrics = [*_figures(figures, measures), *_terms(figures, measures)]
    return HEADER + yaml.safe_dump({"metrics": metrics}, sort_keys=False, allow_unicode=True, width=110)


def _figures(figures: Iterable[Figure], measures: Mapping[str, Measure]) -> Iterable[dict[str, Any]]:
    for figure in figures:
        if figure.denominator is None:
            yield from _sum(
                figure.numerator, measures, figure.code, figure.name_fr, figure.definition_fr, _meta(figure)
            )
        else:
            terms = {"numerator": figure.numerator, "denominator": figure.denominator}
            group = measures[figure.numerator].group
            yield _metric(figure.code, figure.name_fr, figure.definition_fr, "ratio", terms, group, _meta(figure))


def _terms(figures: list[Figure], measures: Mapping[str, Measure]) -> Iterable[dict[str, Any]]:
    """What ratios are made of and is no figure of the glossary itself."""
    done = {figure.code for figure in figures}
    for figure in figures:
        words = figure.formula_fr.split(" ÷ ")
        for term, label in zip((figure.numerator, figure.denominator), words, strict=False):
            if term and term not in done:
                done.add(term)
                described = f"Terme de « {figure.name_fr} »."
                yield from _sum(term, measures, term, label, described, {"owner": figure.owner, "is_term": True})


def _sum(
    measure: str, measures: Mapping[str, Measure], name: str, label: str, description: str, meta: dict[str, Any]
) -> Iterable[dict[str, Any]]:
    """The sum of a measure; not known where a row of it is not."""
    group = measures[measure].group
    unknown = f"{measure}{UNKNOWN}"
    if unknown not in measures:
        yield _metric(name, label, description, "simple", {"measure": measure}, group, meta)
        return
    known = f"{measure}{KNOWN}"
    expression = f"case when coalesce({unknown}, 0) = 0 then {known} end"
    inputs = {"expr": expression, "metrics": [{"name": known}, {"name": unknown}]}
    yield _metric(name, label, description, "derived", inputs, group, meta)
    term = {"owner": meta["owner"], "is_term": True}
    yield _metric(
        known, f"{label} (lignes connues)", f"Terme de « {label} ».", "simple", {"measure": measure}, group, term
    )
    yield _metric(
        unknown, f"{label} (lignes inconnues)", f"Terme de « {label} ».", "simple", {"measure": unknown}, group, term
    )


def _metric(
    name: str, label: str, description: str, kind: str, params: dict[str, Any], group: str, meta: dict[str, Any]
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "description": description,
        "type": kind,
        "type_params": params,
        "config": {"group": group, "meta": meta},
    }


def _figure(row: Mapping[str, str], numerator: str, denominator: str | None) -> Figure:
    return Figure(
        row["metric_code"],
        row["name_fr"],
        row["definition_fr"],
        row["formula_fr"],
        row["unit"],
        int(row["decimals"]),
        row["owner"],
        numerator,
        denominator,
    )


def _meta(figure: Figure) -> dict[str, Any]:
    return {"owner": figure.owner, "unit": figure.unit, "decimals": figure.decimals, "formula": figure.formula_fr}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
