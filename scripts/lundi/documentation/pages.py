"""Pages that no Markdown holds: vocabulary, what is published and who waits for it, quality and costs."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from markupsafe import Markup, escape

from lundi.documentation.handbook import Page
from lundi.warehouse.published import rows

MODELS = "dbt.html#!/model/"
NOTHING_PUBLISHED = Markup("<p>Nothing has been published yet: run <code>lundi monday</code>.</p>")
QUALITY = """
select
    checker_code,
    checked_table_name,
    rule_name,
    count(*) as asked,
    count(*) filter (result_status in ('pass', 'passed')) as passed,
    cast(coalesce(sum(failing_count), 0) as bigint) as failing_rows,
    max(checked_at) as last_asked
from audit.fct_quality_results
group by all
order by passed = asked, failing_rows desc, checker_code, checked_table_name, rule_name
"""
COSTS = """
select iso_week, is_successful, compute_seconds, credits, compute_cost_eur_excl_tax, is_estimated
from marts.fct_run_costs
order by iso_week desc, run_id
"""
DEAREST = """
select
    parts.node_id,
    count(*) as runs,
    avg(parts.node_seconds) as mean_seconds,
    avg(parts.compute_cost_eur_excl_tax) as mean_cost_eur_excl_tax
from marts.fct_model_costs as parts
group by all
order by mean_cost_eur_excl_tax desc nulls last, parts.node_id
limit 30
"""


def glossary_page(root: Path) -> Page:
    """Every word of the glossary, in both languages, with its formula, unit and owner."""
    with (root / "seeds" / "glossary" / "glossary_metrics.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    parts = []
    for row in found:
        parts.append(
            Markup(
                '<h2 id="{code}">{fr} <small lang="en">{en}</small></h2><p lang="fr">{definition_fr}</p>'
                '<p lang="en">{definition_en}</p><dl><dt>Formula</dt><dd lang="fr">{formula_fr}</dd>'
                '<dd lang="en">{formula_en}</dd><dt>Unit</dt><dd>{unit}, {decimals} decimals</dd>'
                "<dt>Owner</dt><dd>{owner}</dd><dt>Code</dt><dd><code>{code}</code></dd></dl>"
            ).format(
                code=row["metric_code"],
                fr=row["name_fr"],
                en=row["name_en"],
                **{name: row[name] for name in ("definition_fr", "definition_en", "formula_fr", "formula_en")},
                **{name: row[name] for name in ("unit", "decimals", "owner")},
            )
        )
    return Page("glossary.html", "Vocabulary", "<h1>Vocabulary</h1>" + "".join(parts))


def exposures_page(manifest: Mapping[str, Any]) -> Page:
    """Everything that leaves, with its owner, deadline, readers, and the models that it is made of."""
    parts = ["<h1>What is published, and who waits for it</h1>"]
    for exposure in sorted(manifest["exposures"].values(), key=lambda one: one["name"]):
        meta = exposure["config"]["meta"]
        models = Markup(", ").join(
            Markup('<a href="{}{}">{}</a>').format(MODELS, name, name.split(".")[-1])
            for name in exposure["depends_on"]["nodes"]
        )
        parts.append(
            Markup(
                '<h2 id="{name}">{label}</h2><p>{description}</p><dl><dt>Owner</dt><dd>{owner}</dd><dt>Deadline</dt>'
                "<dd>{deadline}</dd><dt>Readers</dt><dd>{consumers}</dd><dt>Files</dt><dd>{artefacts}</dd>"
                "<dt>Made of</dt><dd>{models}</dd></dl>"
            ).format(
                name=exposure["name"],
                label=exposure["label"] or exposure["name"],
                description=exposure["description"],
                owner=exposure["owner"]["name"],
                deadline=meta["deadline"],
                consumers=", ".join(meta["consumers"]),
                artefacts=", ".join(meta["artefacts"]),
                models=models,
            )
        )
    return Page("published.html", "Published", "".join(parts))


def quality_page(connection: duckdb.DuckDBPyConnection | None) -> Page:
    """Every rule that was asked, those that found something first."""
    title = Markup("<h1>Quality</h1><p>Rules of the gates and of dbt, those that found something first.</p>")
    body = NOTHING_PUBLISHED if connection is None else table(rows(connection, QUALITY))
    return Page("quality.html", "Quality", title + body)


def costs_page(connection: duckdb.DuckDBPyConnection | None) -> Page:
    """What each Monday cost, and the nodes that cost most."""
    if connection is None:
        return Page("costs.html", "Costs", f"<h1>Costs</h1>{NOTHING_PUBLISHED}")
    body = (
        f"<h1>Costs</h1><h2>Mondays</h2>{table(rows(connection, COSTS))}"
        f"<h2>The thirty dearest nodes</h2>{table(rows(connection, DEAREST))}"
    )
    return Page("costs.html", "Costs", body)


def table(found: Sequence[Mapping[str, Any]]) -> Markup:
    """The rows as an HTML table, numbers to the right."""
    if not found:
        return Markup("<p>None yet.</p>")
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(name.replace("_", " ")) for name in found[0])
    lines = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(_cell(value) for value in row.values())) for row in found
    )
    return Markup('<div class="scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(
        heads, lines
    )


def _cell(value: object) -> Markup:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return Markup("<td>{}</td>").format("" if value is None else {True: "yes", False: "no"}.get(value, value))
    if isinstance(value, float):
        return Markup('<td class="number">{}</td>').format(f"{value:,.3f}")
    if isinstance(value, int):
        return Markup('<td class="number">{}</td>').format(f"{value:,}")
    return Markup('<td class="number">{}</td>').format(escape(str(value)))
