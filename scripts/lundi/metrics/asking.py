"""Questions to the semantic layer: MetricFlow writes the SQL, the published edition answers it."""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from lundi.errors import LundiError

WEEK = "metric_time__iso_week"
MANIFEST = "semantic_manifest.json"  # what dbt leaves in its target folder


class SemanticLayer:
    """The semantic models and metrics that dbt read, for relations named without their database.

    A published edition is a file that anybody may rename: its relations are known by schema and name alone.
    """

    def __init__(self, manifest: dict[str, Any]) -> None:
        """`manifest`: what dbt made of the semantic models, as it writes it."""
        self._document = manifest
        _name_without_database(self._document)

    @classmethod
    def of_last_build(cls, target_folder: Path) -> "SemanticLayer":
        """The layer as the last build read it. Raises LundiError where there was none."""
        path = target_folder / MANIFEST
        if not path.is_file():
            raise LundiError(f"{path} is not there", "run `lundi monday`: dbt writes it while it builds")
        return cls(json.loads(path.read_text(encoding="utf-8")))

    @property
    def figures(self) -> dict[str, str]:
        """The metrics of the glossary and what they are called; terms of ratios can be asked for, and are left out."""
        return {
            metric["name"]: metric["label"]
            for metric in self._document["metrics"]
            if not metric["config"]["meta"].get("is_term")
        }

    def write_sql(self, metrics: Sequence[str], group_by: Sequence[str] = (), where: Sequence[str] = ()) -> str:
        """The SQL, for DuckDB, of metrics by dimensions: a column for each, named as asked.

        Raises LundiError for what the layer does not know; MetricFlow names what comes near.
        """
        engine = self._engine
        from metricflow.engine.metricflow_engine import MetricFlowQueryRequest
        from metricflow_semantics.errors.error_classes import InvalidQueryException

        request = MetricFlowQueryRequest.create(
            metric_names=tuple(metrics), group_by_names=tuple(group_by), where_constraints=tuple(where) or None
        )
        try:
            return engine.explain(request).sql_statement.sql
        except InvalidQueryException as error:
            raise LundiError(
                str(error), "`lundi metrics list` names the metrics and what they can be cut by"
            ) from error

    def ask(
        self,
        connection: duckdb.DuckDBPyConnection,
        metrics: Sequence[str],
        group_by: Sequence[str] = (),
        where: Sequence[str] = (),
    ) -> list[dict[str, Any]]:
        """The rows that an open edition answers, in the order of what they are cut by."""
        asked = connection.execute(self.write_sql(metrics, group_by, where))
        names = [column[0] for column in asked.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in asked.fetchall()]
        return sorted(rows, key=lambda row: [(row[name] is None, str(row[name])) for name in group_by])

    def describe(self, measure: str) -> tuple[str, str, dict[str, str]]:
        """The relation of a measure, its date, and its own dimensions that are no date: as asked, and their column."""
        (model,) = [
            model
            for model in self._document["semantic_models"]
            if measure in {one["name"] for one in model["measures"]}
        ]
        own = {
            f"{model['primary_entity']}__{dimension['name']}": dimension["expr"] or dimension["name"]
            for dimension in model["dimensions"]
            if dimension["type"] == "categorical"
        }
        return model["node_relation"]["relation_name"], model["defaults"]["agg_time_dimension"], own

    def dimensions_of(self, metrics: Sequence[str]) -> list[str]:
        """What all these metrics can be cut by."""
        found = self._engine.simple_dimensions_for_metrics(list(metrics))
        return sorted({dimension.granularity_free_dunder_name for dimension in found})

    @cached_property
    def _engine(self) -> Any:  # noqa: ANN401
        try:
            from metricflow.engine.metricflow_engine import MetricFlowEngine
        except ImportError as error:
            raise LundiError("MetricFlow is not installed", "run `make metrics`, which installs it") from error
        from metricflow.protocols.sql_client import SqlEngine
        from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
        from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
        from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

        class WritesOnly:
            """What MetricFlow asks of a client to write SQL; nothing is run by it."""

            sql_engine_type = SqlEngine.DUCKDB
            sql_plan_renderer = DuckDbSqlPlanRenderer()

        parsed = parse_manifest_from_dbt_generated_manifest(json.dumps(self._document))
        return MetricFlowEngine(SemanticManifestLookup(parsed), WritesOnly())


def _name_without_database(part: Any) -> None:  # noqa: ANN401
    if isinstance(part, dict):
        if "alias" in part and "schema_name" in part:
            part.update(database=None, relation_name=f"{part['schema_name']}.{part['alias']}")
        for value in part.values():
            _name_without_database(value)
    elif isinstance(part, list):
        for value in part:
            _name_without_database(value)
