"""A small dbt project whose models are the materializations on known graphs, and its two runs on either engine.

The second run finds the tables of the first and the rows backwards. DuckDB then has one thread instead of two; the
stand-in, which takes its time for each statement, runs a few models again.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from graphs import Edge, Link, chain, clique, random_edges, random_links, shuffled, side_by_side, star
from ladder.account import make_key_pair
from ladder.project import DbtRun, Project
from lundi.settings import PROJECT_ROOT
from standin import StandIn

SCHEMA = "customer"
MACROS = (
    "generate_schema_name.sql",
    "cross_db/replace_table.sql",
    "cross_db/tag_queries.sql",
    "snowflake/set_query_tag.sql",
    "materializations",
)
PROJECT_FILE = """
name: lundi
version: "0.1.0"
profile: lundi
models:
  lundi:
    +schema: customer
    +persist_docs: {relation: true, columns: true}
    +transient: true
    +copy_grants: true
"""

COMPONENT_CASES: Mapping[str, Sequence[Edge]] = {
    "no_edges": [],
    "single_nodes": [(node, node) for node in (7, 0, -3)],
    "chain_in_order": chain(range(400)),
    "long_chain_in_order": chain(range(5000)),
    "shuffled_chain": chain(shuffled(range(2000), seed=1)),
    "star_of_the_greatest": star(600, range(600)),
    "star_of_the_smallest": star(-1, range(600)),
    "two_cliques_with_a_bridge": [*clique(range(20)), *clique(range(100, 120)), (119, 0)],
    "doubled_and_reversed": [(2, 1), (1, 2), (2, 1), (2, 3), (3, 2), (5, 5), (5, 5), (9, 8), (9, 9)],
    "numbers_of_60_bits": [(2**60, 2**60 - 1), (-(2**60), 2**60), (2**53, 2**53 + 1)],
    "random_graphs": random_edges(seed=2, graph_count=150),
}

# Small enough to be worked out by hand.
KNOWN_CLUSTERS: Mapping[str, Sequence[Link]] = {
    "no_links": [],
    "single_units": [Link(4, 4), Link(3, 3), Link(6, 5, is_forbidden=True)],
    "no_veto": [Link(a, b, 5) for a, b in chain(shuffled(range(20), seed=3))],
    "father_and_son": [Link(1, 2, 90), Link(2, 3, 80), Link(1, 3, None, True)],
    "weakest_link_is_cut": [Link(1, 2, 90), Link(3, 4, 90), Link(2, 3, 10), Link(1, 4, None, True)],
    "links_outnumber": [Link(1, 2, 9), Link(4, 5, 9), Link(1, 3, 7), Link(3, 4, 7), Link(3, 5, 6), Link(1, 4, 0, True)],
    "smallest_wins_a_tie": [Link(2, 3, 7), Link(1, 3, 7), Link(1, 2, None, True)],
    "forbidden_beats_linked": [Link(1, 2, 99), Link(2, 1, None, True)],
    "strongest_of_a_pair": [Link(1, 2, 1), Link(2, 1, 50), Link(2, 3, 40), Link(1, 3, None, True)],
    "one_merge_a_round": [*(Link(a, b, a) for a, b in chain(range(1, 13))), Link(1, 12, None, True)],
}
CLUSTER_CASES: Mapping[str, Sequence[Link]] = {
    "no_links": [],
    "one_merge_a_round": KNOWN_CLUSTERS["one_merge_a_round"],
    "known_ones_side_by_side": side_by_side(KNOWN_CLUSTERS.values()),
    "random_links": random_links(seed=4, graph_count=12),
}
# The stand-in takes its time for each statement of a round: DuckDB runs these too.
MORE_CLUSTER_CASES = {**KNOWN_CLUSTERS, "more_random_links": random_links(seed=5, graph_count=300)}

EDGES_OF = "select left_node, right_node from {{ source('graphs', 'edges') }} where graph = '%s'"
LINKS_OF = (
    "select left_node, right_node, strength, is_forbidden from {{ source('graphs', 'links') }} where graph = '%s'"
)
COMPONENTS, CLUSTERS = "connected_components", "constrained_clusters"
AGAIN = ("components_shuffled_chain", "components_random_graphs", "clusters_random_links", "was_a_view", "hooked")
KEPT = -99  # what stood before a model that fails, and must stand after it

Tables = dict[str, list[tuple]]
Columns = dict[str, list[tuple[str, str]]]


def model(materialized: str, query: str, **options: object) -> str:
    """A model's text: how it is stored, and its query."""
    return f"{{{{ config(materialized='{materialized}', **{options!r}) }}}}\n{query}\n"


# What no graph shows: their names say what they are, and which of them fail.
OTHER_MODELS = {
    "query_with_cte": model(
        COMPONENTS, "with edges as (select 2 as left_node, 1 as right_node)\nselect * from edges -- all of them"
    ),
    "was_a_view": model(COMPONENTS, EDGES_OF % "doubled_and_reversed"),
    "another_alias": model(COMPONENTS, EDGES_OF % "single_nodes", alias="renamed"),
    "granted": (
        "{{ config(materialized='connected_components', "
        "grants={'select': ['lundi_reporter']} if target.name == 'prod' else {}) }}\n" + EDGES_OF % "single_nodes"
    ),
    "hooked": model(
        COMPONENTS,
        EDGES_OF % "single_nodes",
        pre_hook="create table if not exists {{ this.schema }}.hooks as select 'before' as moment",
        post_hook="insert into {{ this.schema }}.hooks select 'after' from {{ this }} where node = 7",
    ),
    "not_joined": model("table", "select 1 as node, 1 as component union all select 2, 2"),
    "components_capped": model(COMPONENTS, EDGES_OF % "long_chain_in_order", meta={"max_rounds": 2}),
    "components_without_a_node": model(COMPONENTS, "select 1 as left_node, cast(null as bigint) as right_node"),
    "clusters_capped": model(CLUSTERS, LINKS_OF % "one_merge_a_round", meta={"max_rounds": 9}),
    "clusters_without_strength": model(
        CLUSTERS, "select 1 as left_node, 2 as right_node, cast(null as bigint) as strength, false as is_forbidden"
    ),
}
PROPERTIES = """
sources:
  - name: graphs
    schema: core
    tables: [{name: edges}, {name: links}]
models:
  - name: components_random_graphs
    description: One row per node.
    columns:
      - {name: node, description: The node., data_tests: [unique]}
      - {name: component, description: The smallest node that it is joined with.}
    data_tests:
      - no_edge_joins_two_components:
          name: random_graphs_are_joined
          arguments: {edges: "(select * from core.edges where graph = 'random_graphs')"}
  - name: not_joined
    data_tests:
      - no_edge_joins_two_components:
          name: not_joined_is_found
          arguments: {edges: "(select 1 as left_node, 2 as right_node union all select 1, 1 union all select 3, 2)"}
unit_tests:
  - name: a_unit_test_sees_the_edges
    model: components_doubled_and_reversed
    given:
      - input: source("graphs", "edges")
        rows: [{graph: doubled_and_reversed, left_node: 1, right_node: 2}, {graph: other, left_node: 3, right_node: 4}]
    expect: {rows: [{left_node: 1, right_node: 2}]}
"""


@dataclass(frozen=True)
class Engine:
    """The project's runs on one engine, and the tables that each left: the first, then one with the rows backwards."""

    runs: tuple[DbtRun, ...]
    tables: tuple[Tables, ...]
    columns: Columns

    def end_of(self, name: str) -> tuple[str, str]:
        """How the model or test of that name ended in the first run, and what it said."""
        (found,) = (end for node, end in self.runs[0].results.items() if _name_in(node) == name)
        return found

    def groups(self, table: str) -> dict[int, int]:
        """The component of each node, the same in every run; fails where a node stands twice."""
        first, *later = (tables[table] for tables in self.tables)
        assert all(rows == first for rows in later)
        assert len(dict(first)) == len(first)
        return dict(first)


def _name_in(node_id: str) -> str:
    kind, _, name, *rest = node_id.split(".")
    return rest[0] if kind == "unit_test" else name


def run_on_duckdb(folder: Path) -> Engine:
    """Both runs on a file."""
    cases = {**CLUSTER_CASES, **MORE_CLUSTER_CASES}
    project = write_project(folder, _models(cases), {"LUNDI_WAREHOUSE": str(folder)})

    def prepare(backwards: bool) -> None:
        with duckdb.connect(str(folder / "dev.duckdb")) as connection:
            _prepare(connection, "dev", cases, backwards)

    def look() -> tuple[Tables, Columns]:
        with duckdb.connect(str(folder / "dev.duckdb")) as connection:
            return _look(connection, "dev")

    def run(backwards: bool) -> DbtRun:
        if backwards:
            project.replace_in("profiles.yml", "TimeZone: UTC", "threads: 1")
        return project.dbt("dev", "build", "--threads", "1" if backwards else "2")

    return _both_runs(prepare, run, look)


def run_on_standin(folder: Path, standin: StandIn) -> Engine:
    """Both runs on the stand-in."""
    private_key, _ = make_key_pair(folder)
    environment = {**standin.environment, "LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH": str(private_key)}
    project = write_project(folder, _models(CLUSTER_CASES), environment)
    with standin.client() as client:
        for statement in ("database lundi", "schema lundi.core", f"schema lundi.{SCHEMA}"):
            client.cursor().execute(f"create {statement}")
    return _both_runs(
        lambda backwards: _prepare(standin.duckdb, "LUNDI", CLUSTER_CASES, backwards),
        lambda backwards: project.dbt("prod", "build", *(("--select", *AGAIN) if backwards else ())),
        lambda: _look(standin.duckdb, "LUNDI"),
    )


def write_project(
    folder: Path, models: Mapping[str, str], environment: Mapping[str, str], properties: str = PROPERTIES
) -> Project:
    """The files of the project, with the repository's macros and profile, and what the profile attaches."""
    for name in MACROS:
        source, place = PROJECT_ROOT / "macros" / name, folder / "macros" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, place) if source.is_dir() else shutil.copyfile(source, place)
    shutil.copytree(PROJECT_ROOT / "tests" / "generic", folder / "tests" / "generic")
    shutil.copyfile(PROJECT_ROOT / "profiles.example.yml", folder / "profiles.yml")
    (folder / "models").mkdir()
    for name, text in models.items():
        (folder / "models" / f"{name}.sql").write_text(text, encoding="utf-8")
    (folder / "models" / "_models.yml").write_text(properties, encoding="utf-8")
    (folder / "dbt_project.yml").write_text(PROJECT_FILE, encoding="utf-8")
    for attached in ("raw.duckdb", "state.duckdb", "secret.duckdb"):
        duckdb.connect(str(folder / attached)).close()
    return Project(folder, environment)


def _models(cluster_cases: Mapping[str, Sequence[Link]]) -> dict[str, str]:
    models = dict(OTHER_MODELS)
    models |= {f"components_{case}": model(COMPONENTS, EDGES_OF % case) for case in COMPONENT_CASES}
    models |= {f"clusters_{case}": model(CLUSTERS, LINKS_OF % case) for case in cluster_cases}
    models["clusters_one_merge_a_round"] = model(CLUSTERS, LINKS_OF % "one_merge_a_round", meta={"max_rounds": 10})
    return models


def _both_runs(
    prepare: Callable[[bool], None], run: Callable[[bool], DbtRun], look: Callable[[], tuple[Tables, Columns]]
) -> Engine:
    runs, tables, columns = [], [], {}
    for backwards in (False, True):
        prepare(backwards)
        runs.append(run(backwards))
        assert runs[-1].results, runs[-1].output
        found, columns = look()
        tables.append(found)
    return Engine(tuple(runs), tuple(tables), columns)


def _prepare(
    connection: duckdb.DuckDBPyConnection, database: str, cluster_cases: Mapping[str, Sequence[Link]], backwards: bool
) -> None:
    """The graphs as two tables of schema core; before the first run, what models will find in their place.

    database: its letters tell how the engine keeps names, and so how dbt finds what is there.
    """
    cased = str.upper if database.isupper() else str.lower
    edges = [(case, *edge) for case, rows in COMPONENT_CASES.items() for edge in rows]
    links = [(case, *link) for case, rows in cluster_cases.items() for link in rows]
    if not backwards:
        for statement in (
            "schema if not exists {}.core",
            f"schema if not exists {{}}.{SCHEMA}",
            f"view {{}}.{SCHEMA}.was_a_view as select 1 as node",
            f"table {{}}.{SCHEMA}.components_capped as select {KEPT} as node",
        ):
            connection.execute(cased(f"create {statement}".format(database)))
    for table, columns, rows in (
        ("edges", "graph varchar, left_node bigint, right_node bigint", edges),
        ("links", "graph varchar, left_node bigint, right_node bigint, strength bigint, is_forbidden boolean", links),
    ):
        lists = [list(column) for column in zip(*rows[:: -1 if backwards else 1], strict=True)]
        connection.execute(cased(f"create or replace table {database}.core.{table} ({columns})"))
        values = ", ".join("unnest(?)" for _ in lists)
        connection.execute(f"insert into {database}.core.{table} select {values}", lists)


def _look(connection: duckdb.DuckDBPyConnection, database: str) -> tuple[Tables, Columns]:
    """The tables of the models' schema by lower-case name: their rows in order, and their columns and types."""
    described = connection.execute(
        "select lower(table_name), lower(column_name), data_type from duckdb_columns() "
        "where database_name = ? and lower(schema_name) = ? order by table_name, column_index",
        [database, SCHEMA],
    ).fetchall()
    columns: Columns = {}
    for table, column, kind in described:
        columns.setdefault(table, []).append((column, kind))
    rows = {table: connection.execute(f"from {database}.{SCHEMA}.{table} order by all").fetchall() for table in columns}
    return rows, columns
