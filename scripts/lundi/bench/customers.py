"""`lundi bench customers`: what must stay the same about customers, proven on the whole chain of the project's models.

Made records are delivered, ingested and matched several times over: shuffled, again, rebuilt, merged and taken back,
with records erased. Each run leaves a snapshot of every record, and the snapshots are compared.
"""

import json
import multiprocessing
import platform
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from lundi import __version__
from lundi.bench import customer_cases as cases
from lundi.bench import customer_proofs as proofs
from lundi.bench.customer_proofs import Proof, Run
from lundi.customer.demo_records import make_demo
from lundi.customer.matching import AFTER_DELIVERY, CATALOGUE, project_relations
from lundi.customer.registry import append_to_duckdb
from lundi.errors import LundiError
from lundi.ingest import ingest
from lundi.settings import Settings
from lundi.warehouse.dbt import build_models, parse, target_folder
from lundi.warehouse.load_sql import literal
from lundi.warehouse.state import ensure_state

DEFAULT_RECORDS = "8000"  # of some 4,800 people
FEWEST_RECORDS = 1000
SIZE_OF_RECORDS = "small"  # whose people and shops a number of records has
CASE_COUNT = 50  # merges, bridges and erased records each
WEEK = timedelta(days=7)
REFERENCE = "reference"  # the snapshot of the first run, and what it left in the registry


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    records: str = DEFAULT_RECORDS  # a number, or a size of the demo
    seed: int = 46


@dataclass(frozen=True)
class CustomersResult:
    """All proofs of a bench."""

    seed: int
    record_count: int
    seconds: float
    proofs: tuple[Proof, ...]

    @property
    def is_proven(self) -> bool:
        """Whether nothing differs anywhere."""
        return all(proof.is_proven for proof in self.proofs)


def chosen_records(text: str) -> tuple[str, int | None]:
    """The size of the demo and, where a number is given, its records. Raises LundiError where it is too few."""
    if not text.isdecimal():
        return text, None
    if int(text) < FEWEST_RECORDS:
        raise LundiError(
            f"{text} records are too few for {CASE_COUNT} cases of each kind", f"give {FEWEST_RECORDS:,} or more"
        )
    return SIZE_OF_RECORDS, int(text)


def bench_customers(
    options: Options, folder: Path, *, say: Callable[[str], None] = lambda sentence: None
) -> CustomersResult:
    """Runs and compares everything below `folder`, which holds nothing else.

    Raises LundiError where the demo has no such size, a delivery is refused or a model does not build.
    """
    started = time.perf_counter()
    size, record_count = chosen_records(options.records)
    with duckdb.connect(str(folder / "proofs.duckdb")) as connection:
        connection.execute("set TimeZone = 'UTC'")
        delivered_at = make_demo(connection, size, record_count)
        cases.draw_everyone(connection, options.seed)
        found = _Bench(connection, folder, delivered_at, say).prove()
        records = connection.execute("select count(*) from everyone").fetchall()[0][0]
    return CustomersResult(options.seed, records, time.perf_counter() - started, tuple(found))


class _Bench:
    """One warehouse, so that dbt reads the project once: raw and state are laid into it before each run."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, folder: Path, delivered_at: datetime, say: Callable[[str], None]
    ) -> None:
        self._connection, self._folder, self._delivered_at, self._say = connection, folder, delivered_at, say
        self._settings = Settings(folder / "landing", folder / "warehouse", folder / "out")
        self._relations: Mapping[str, str] = {}

    def prove(self) -> list[Proof]:
        """All proofs in their order. The run with one thread comes last: it makes dbt read the project once more."""
        reference, again, rebuilt = self._reference(), self._again(), self._rebuilt()
        merged, parted, erased = self._merged(), self._parted(), self._erased()
        return [*reference, *self._shuffled(), *again, *rebuilt, *merged, *parted, *erased]

    def _reference(self) -> list[Proof]:
        cases.deliver_everyone(self._connection, self._landing("first"), self._delivered_at)
        self._ingest("first", "first")
        run = self._run(REFERENCE, "1 first run", raw="first", state=None)
        return [proofs.prove_complete(self._connection, run, "everyone")]

    def _shuffled(self) -> list[Proof]:
        """At the moment of the first run, upon an empty registry: ids are made of that moment."""
        late, early = self._landing("late"), self._landing("early")
        cases.deliver(self._connection, late, cases.part_rows(2), self._delivered_at + timedelta(hours=2))
        for part in (0, 1):
            cases.deliver(self._connection, early, cases.part_rows(part), self._delivered_at + timedelta(hours=part))
        older = cases.older_rows(self._delivered_at)
        cases.deliver(self._connection, early, older, self._delivered_at - cases.BEFORE)
        for landing in ("late", "early"):
            cases.shuffle_files(self._connection, self._landing(landing), "shuffled")
            self._ingest(landing, "shuffled")
        title = "2 rows shuffled, split, late first; 1 thread"
        run = self._run("shuffled", title, raw="shuffled", state=None, threads=1)
        same = (
            ("cluster_name", "the same clusters"),
            ("golden", "the same golden values"),
            ("customer_id", "the same ids"),
        )
        return [proofs.prove_same(self._connection, run, REFERENCE, column, claim) for column, claim in same]

    def _again(self) -> list[Proof]:
        run = self._run("again", "3 again, a week later", raw="first", state=REFERENCE, weeks=1)
        return self._all_as_first(run)

    def _rebuilt(self) -> list[Proof]:
        """From what was delivered and the registry alone."""
        self._ingest("first", "rebuilt")
        run = self._run("rebuilt", "4 all dropped but the registry", raw="rebuilt", state=REFERENCE, weeks=2)
        return self._all_as_first(run)

    def _merged(self) -> list[Proof]:
        bridge_count = cases.draw_merges(self._connection, REFERENCE, CASE_COUNT)
        delivered_at = self._delivered_at + 3 * WEEK
        cases.deliver_decisions(self._connection, self._landing("decided"), "same_person", delivered_at)
        cases.deliver_bridges(self._connection, self._landing("bridged"), delivered_at)
        for landing, raw in (("decided", "decided"), ("bridged", "merged")):
            self._copy("raw", "first" if landing == "decided" else "decided", raw)
            self._ingest(landing, raw, weeks=3)
        run = self._run("merged", "5 customers merged", raw="merged", state=REFERENCE, weeks=3)
        bridged = proofs.bridged_count(self._connection, run.name)
        note = f"{bridged} of {bridge_count} bridging records merged two customers"
        return [
            proofs.prove_forced(self._connection, run, are_one=True),
            replace(
                proofs.prove_by_rule(self._connection, run, REFERENCE, "the id that stays is the rule's"), note=note
            ),
            proofs.prove_merges_told(self._connection, run, REFERENCE),
        ]

    def _parted(self) -> list[Proof]:
        """The decisions are contradicted; the bridging records are gone, as after an erasure at the source."""
        delivered_at = self._delivered_at + 4 * WEEK
        cases.deliver_decisions(self._connection, self._landing("undecided"), "different_people", delivered_at)
        self._copy("raw", "decided", "parted")
        self._ingest("undecided", "parted", weeks=4)
        run = self._run("parted", "5 taken back", raw="parted", state="merged", weeks=4)
        return [
            proofs.prove_forced(self._connection, run, are_one=False),
            proofs.prove_same(self._connection, run, REFERENCE, "customer_id", "the first ids again"),
            proofs.prove_moves_told(self._connection, run, "merged"),
        ]

    def _erased(self) -> list[Proof]:
        cases.draw_gone(self._connection, REFERENCE, CASE_COUNT)
        cases.deliver_without_gone(self._connection, self._landing("erased"), self._delivered_at)
        self._ingest("erased", "erased")
        run = self._run("erased", "6 the naming records erased", raw="erased", state=REFERENCE, weeks=5)
        others = proofs.prove_unchanged(
            self._connection, run, REFERENCE, "nobody else of these customers is renamed", "gone"
        )
        everyone = proofs.prove_by_rule(self._connection, run, REFERENCE, "everybody has the id that the rule gives")
        return [others, everyone]

    def _all_as_first(self, run: Run) -> list[Proof]:
        return [
            proofs.prove_same(self._connection, run, REFERENCE, "customer_id", "every record keeps its id"),
            proofs.prove_silent(self._connection, run),
        ]

    def _run(
        self, name: str, title: str, *, raw: str, state: str | None, weeks: int = 0, threads: int | None = None
    ) -> Run:
        """Builds the customers of a kept raw database upon a kept registry (None: an empty one); keeps what it left."""
        self._say(f"{title}: building")
        self._lay(raw, state)
        as_of = self._as_of(weeks)
        if not self._relations:
            parse(self._settings, variables={}, as_of=as_of)
            self._relations = project_relations(target_folder(self._settings) / "manifest.json", proofs.MODELS)
        started = time.perf_counter()
        build_models(self._settings, proofs.MODELS, variables={}, as_of=as_of, threads=threads)
        with _attached(self._connection, self._settings):
            proofs.take_snapshot(self._connection, name, self._relations)
        append_to_duckdb(self._settings.state_database, self._settings.build_database)
        shutil.copyfile(self._settings.state_database, self._kept("state", name))
        self._say(f"{title}: {proofs.event_note(self._connection, name)}")
        return Run(name, title, time.perf_counter() - started)

    def _lay(self, raw: str, state: str | None) -> None:
        self._settings.warehouse.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._kept("raw", raw), self._settings.raw_database)
        if state:
            shutil.copyfile(self._kept("state", state), self._settings.state_database)
        else:
            self._settings.state_database.unlink(missing_ok=True)
            ensure_state(self._settings.state_database)

    def _ingest(self, landing: str, raw: str, weeks: int = 0) -> None:
        report = ingest(self._landing(landing), self._kept("raw", raw), as_of=self._as_of(weeks))
        if not report.is_complete:
            raise LundiError(
                f"what was made is not taken whole: {report.sentences[0]}", "report this as a fault of Lundi"
            )

    def _as_of(self, weeks: int) -> datetime:
        return self._delivered_at + weeks * WEEK + AFTER_DELIVERY

    def _landing(self, name: str) -> Path:
        return self._folder / "landing" / name

    def _copy(self, kind: str, name: str, other: str) -> None:
        shutil.copyfile(self._kept(kind, name), self._kept(kind, other))

    def _kept(self, kind: str, name: str) -> Path:
        folder = self._folder / "kept"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{kind}_{name}.duckdb"


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Iterator[None]:
    """The built database and those that its views read, under the names that they know them by."""
    databases = {
        CATALOGUE: settings.build_database,
        "lundi_raw": settings.raw_database,
        "lundi_state": settings.state_database,
    }
    for alias, path in databases.items():
        connection.execute(f"attach {literal(str(path))} as {alias} (read_only)")
    try:
        yield
    finally:
        for alias in databases:
            connection.execute(f"detach {alias}")


def as_document(result: CustomersResult) -> str:
    """The proofs as JSON, the machine beside them."""
    document = {
        "benchmark": "customers",
        "lundi_version": __version__,
        "seed": result.seed,
        "record_count": result.record_count,
        "seconds": result.seconds,
        "is_proven": result.is_proven,
        "machine": {
            "system": platform.platform(),
            "cpu_count": multiprocessing.cpu_count(),
            "python": platform.python_version(),
            "duckdb": duckdb.__version__,
        },
        "proofs": [{**asdict(proof), "is_proven": proof.is_proven} for proof in result.proofs],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)
