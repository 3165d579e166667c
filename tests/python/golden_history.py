"""Golden ids through time: the project's own models, compiled once, run on histories of a few records."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from ladder.project import Project
from lundi.customer.registry import Appended, append_changes
from lundi.settings import PROJECT_ROOT
from lundi.warehouse.state import create_state_tables

COPIED = (
    "macros/generate_schema_name.sql",
    "macros/staging/as_of.sql",
    "macros/cross_db/keyed_hash.sql",
    "macros/cross_db/utc_to_local.sql",
    "macros/customer/golden_ids.sql",
    "models/staging/privacy/_suppression__sources.yml",
    "models/staging/privacy/stg_privacy__pepper.sql",
    "models/staging/state/_state__sources.yml",
    *(f"models/staging/state/stg_state__{name}.sql" for name in ("customer_registry", "customer_events")),
    *(
        f"models/customer/int_customer__{name}.sql"
        for name in (
            "registry_records", "registry_ids", "cluster_names", "id_claims", "held_ids", "reclaimed_ids", "golden_ids",
            "customer_records", "registry_changes", "id_moves", "new_events", "events",
        )
    ),
)  # fmt: skip
FAKES = {
    "models/customer/int_customer__clusters.sql": "select * from {{ source('given', 'clusters') }}",
    "models/customer/int_customer__identities.sql": "select * from {{ source('given', 'identities') }}",
    "models/customer/_given.yml": "sources:\n"
    "  - {name: given, schema: vault, tables: [{name: clusters}, {name: identities}]}",
    "dbt_project.yml": 'name: lundi\nversion: "0.1.0"\nprofile: lundi\nvars: {as_of: null}\n'
    "models: {lundi: {+schema: vault}}",
}
COMPILED_AS_OF = datetime(2001, 1, 1, tzinfo=UTC)
LITERAL, DIGITS = "%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S"  # the two ways in which models write the run's moment
FIRST_MONDAY = datetime(2026, 11, 2, 5, tzinfo=UTC)

Clusters = Iterable[str]  # each a text of records: "a1 a2" is one person with two


@dataclass(frozen=True)
class GoldenModels:
    """The SQL of the models in the order in which they are built."""

    statements: tuple[tuple[str, str], ...]


def compile_models(folder: Path) -> GoldenModels:
    """Compiles the models in a project of their own, with fakes of the clusters."""
    for name in COPIED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT_ROOT / name, folder / name)
    for name, text in FAKES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copytree(PROJECT_ROOT / "models" / "docs", folder / "models" / "docs")  # what columns of the sources mean
    shutil.copyfile(PROJECT_ROOT / "profiles.example.yml", folder / "profiles.yml")
    for attached in ("raw.duckdb", "state.duckdb", "secret.duckdb"):
        duckdb.connect(str(folder / attached)).close()
    project = Project(folder, {"LUNDI_WAREHOUSE": str(folder), "LUNDI_AS_OF": f"{COMPILED_AS_OF:{LITERAL}}"})
    run = project.dbt("dev", "compile")
    assert run.exit_code == 0, run.output
    return GoldenModels(tuple(_in_order(project.manifest("dev")["nodes"], project.compiled("dev"))))


@dataclass(frozen=True)
class Edition:
    """What a run gave: the customer of each record, and what it said happened."""

    customers: Mapping[str, str]
    events: tuple[tuple[str, str, str | None, int], ...]
    appended: Appended | None

    def ids(self, *clusters: str) -> tuple[str, ...]:
        """The golden id of each cluster; fails where a cluster has several."""
        found = [{self.customers[record] for record in cluster.split()} for cluster in clusters]
        assert all(len(ids) == 1 for ids in found), found
        return tuple(ids.pop() for ids in found)

    def kinds(self) -> list[str]:
        """The kinds of the events of this run, in order."""
        return sorted(kind for kind, *_ in self.events)


class History:
    """A retailer's registry from its first run on."""

    def __init__(self, models: GoldenModels) -> None:
        self._models = models
        self._numbers: dict[str, int] = {}
        self.moment = FIRST_MONDAY
        self.connection = duckdb.connect(config={"threads": 1})
        for name in ("dev", "lundi_state", "lundi_secret"):
            self.connection.execute(f"attach ':memory:' as {name}")
        self.connection.execute("create schema lundi_secret.secret")
        self.connection.execute("create table lundi_secret.secret.pepper as select 'a secret of nobody' as pepper")
        self.connection.execute("create schema dev.vault")
        self.connection.execute("create schema dev.staging")
        self.connection.execute("use lundi_state")
        create_state_tables(self.connection)

    def monday(self, *clusters: str) -> Edition:
        """Builds a week later and remembers it."""
        self.moment += timedelta(days=7)
        return self.run(clusters)

    def run(self, clusters: Clusters, *, at: datetime | None = None, is_kept: bool = True) -> Edition:
        """Builds at a moment (default: that of the last run once more) and, as `lundi` does, remembers it."""
        moment = at or self.moment
        self._give([cluster.split() for cluster in clusters])
        for relation, sql in self._models.statements:
            self.connection.execute(f"create or replace table {relation} as {_as_of(sql, moment)}")
        customers = dict(self._rows("select record_id, customer_id from dev.vault.int_customer__customer_records"))
        events = self._rows(
            "select event_type, customer_id, other_customer_id, record_count from dev.vault.int_customer__new_events "
            "order by all"
        )
        return Edition(customers, tuple(events), append_changes(self.connection, "dev") if is_kept else None)

    def registry(self) -> list[tuple]:
        """The whole registry."""
        return self._rows("select * from vault.customer_registry order by all")

    def state_events(self) -> list[tuple]:
        """All events that are remembered."""
        return self._rows("select * from vault.customer_events order by all")

    def _rows(self, query: str) -> list[tuple]:
        return self.connection.execute(query).fetchall()

    def _give(self, clusters: list[list[str]]) -> None:
        """The clusters as the matching gives them; records have numbers whose order is not that of their ids."""
        rows = []
        for cluster in clusters:
            numbers = [self._numbers.setdefault(record, 7919 * (len(self._numbers) + 1) % 10007) for record in cluster]
            rows += [(number, record, min(numbers)) for number, record in zip(numbers, cluster, strict=True)]
        given = "dev.vault.clusters", "(record_number bigint, record_id varchar, cluster_number bigint)"
        self.connection.execute(f"create or replace table {' '.join(given)}")
        if rows:
            self.connection.executemany(f"insert into {given[0]} values (?, ?, ?)", rows)
        self.connection.execute(
            "create or replace table dev.vault.identities as select record_number, record_id, "
            "split_part(record_id, '-', 1) as source_system, split_part(record_id, '-', 2) as source_customer_id "
            "from dev.vault.clusters"
        )


def _as_of(sql: str, moment: datetime) -> str:
    """The compiled SQL as of another moment."""
    for form in (LITERAL, DIGITS):
        sql = sql.replace(f"{COMPILED_AS_OF:{form}}", f"{moment:{form}}")
    return sql


def _in_order(nodes: Mapping[str, dict], compiled: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Each model after all that it reads; what is ephemeral stands in those that read it."""
    built = {name for name in compiled if nodes[name]["relation_name"]}
    waiting = {name: set(nodes[name]["depends_on"]["nodes"]) & built for name in built}
    while waiting:
        ready = min(name for name, needed in waiting.items() if not needed & set(waiting))
        yield nodes[ready]["relation_name"], compiled[ready]
        del waiting[ready]
