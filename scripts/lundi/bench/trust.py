"""`lundi bench trust`: a real Monday killed at random moments, readers who never stop asking, spoiled deliveries.

Two Mondays of the demo retailer in folders of their own. The first is published; the second is run once undisturbed,
and everything that it gives is fingerprinted, table by table. Then, from the same start each time, the second is killed
(-9) at a moment that the seed draws: the published file must be one of the two editions, whole, and the run after it
must give what the undisturbed one gave. Then readers poll the published file while both are published in turn. Beside
them, mutated deliveries are taken and built (`mutation_run.py`), and the second Monday is run once without asking
whether it is right: what being sure costs.
"""

import json
import multiprocessing
import os
import platform
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from lundi import __version__
from lundi.bench.mutation_run import MutationsResult, run_mutations
from lundi.clock import monday_of
from lundi.errors import ExitCode, LundiError
from lundi.settings import Settings
from lundi.warehouse.load_sql import literal
from lundi.warehouse.lock import only_run
from lundi.weeks import first_day, week_before

# What a run took is another figure each time; which run published an edition, too.
MEASURED = frozenset(
    f"marts.{name}"
    for name in (
        "fct_runs", "fct_run_steps", "fct_node_runs", "fct_run_costs", "fct_model_costs", "fct_report_costs",
        "fct_warehouse_uses",
    )
) | {
    "reports.rpt_monday_costs", "reports.rpt_monday_annex_runs", "reports.rpt_monday_annex_nodes",
    "reports.rpt_monday_annex_quality", "audit.fct_quality_results", "audit.edition",
}  # fmt: skip
# When gate A looked, by the clock on the wall: a killed run has looked at some deliveries, the next at the rest.
WALL_CLOCK_COLUMN = "checked_at"
# What readers and the next build read. The steps of the unification (vault) say what a run changed, not what is.
COMPARED_SCHEMAS = ("core", "marts", "reports", "audit", "state")
KILLED_ENDS_WITHIN_SECONDS = 15.0

Command = Callable[[str, datetime], Sequence[str]]  # the Monday of a week as of a moment
Say = Callable[[str], None]
Keep = Callable[["TrustResult"], None]
Fingerprints = Mapping[str, str]

READER = """
import json, sys, time
from pathlib import Path
from lundi.bench.trust import read_once
database, stop = Path(sys.argv[1]), Path(sys.argv[2])
seen, asked, errors = set(), 0, []
print("begun", flush=True)
while not stop.exists():
    asked += 1
    try:
        seen.add(json.dumps(read_once(database)))
    except Exception as error:
        errors.append(f"{type(error).__name__}: {error}"[:300])
    time.sleep(0.2)  # four that never paused would take the machine from the run that they watch
print(json.dumps({"asked": asked, "seen": sorted(seen), "errors": errors}))
"""


@dataclass(frozen=True)
class Options:
    """How much is proven, and what draws the moments."""

    kills: int = 20
    rebuilds: int = 10
    readers: int = 4
    seed: int = 46
    size: str = "tiny"
    mutations: int = 0


@dataclass(frozen=True)
class Kill:
    """One killed Monday, and the one after it."""

    seconds: float  # after its start
    was_running: bool  # False: it had ended before the kill
    published: str  # before | after | neither: which edition readers found
    lock_is_free: bool  # whether nothing that it had begun went on
    next_exit_code: int
    differences: tuple[str, ...]  # tables in which the next run's result is not the undisturbed one's

    @property
    def is_good(self) -> bool:
        """A whole edition all the time, and then the right one."""
        is_done = self.next_exit_code in (ExitCode.OK, ExitCode.INCOMPLETE)
        return self.published != "neither" and self.lock_is_free and is_done and not self.differences


@dataclass(frozen=True)
class Reading:
    """What one reader found during all rebuilds."""

    asked: int
    errors: tuple[str, ...]
    strangers: tuple[str, ...]  # editions that are neither of the two
    edition_count: int

    @property
    def is_good(self) -> bool:
        """It asked, and found nothing but whole editions."""
        return self.asked > 0 and not self.errors and not self.strangers


@dataclass(frozen=True)
class Certainty:
    """What gate A, dbt's tests and the look at what was printed add to a Monday."""

    seconds: float  # the whole Monday
    bare_seconds: float  # the same one without them

    @property
    def added_seconds(self) -> float:
        """What they take."""
        return self.seconds - self.bare_seconds

    @property
    def added_share(self) -> float:
        """In parts of the Monday without them."""
        return self.added_seconds / self.bare_seconds


@dataclass(frozen=True)
class TrustResult:
    """All that was seen."""

    options: Options
    weeks: tuple[str, str]
    undisturbed_seconds: float
    kills: tuple[Kill, ...]
    readings: tuple[Reading, ...]
    mutations: MutationsResult | None = None
    certainty: Certainty | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all that was asked for was done; else it is what an interrupted run leaves."""
        wanted = self.options
        is_read = not wanted.rebuilds or len(self.readings) == wanted.readers
        is_spoiled = not wanted.mutations or self.mutations is not None
        return len(self.kills) == wanted.kills and is_read and is_spoiled

    @property
    def is_proven(self) -> bool:
        """Whether nothing was wrong anywhere."""
        is_good = all(kill.is_good for kill in self.kills) and all(reading.is_good for reading in self.readings)
        return is_good and (self.mutations is None or self.mutations.is_good)


def lundi_monday(iso_week: str, as_of: datetime) -> Sequence[str]:
    """The command as a scheduler runs it; the company's edition alone."""
    moment = as_of.astimezone(UTC).isoformat()
    return [sys.executable, "-m", "lundi.cli", "monday", "--week", iso_week, "--as-of", moment, "--edition", "company"]


def bench_trust(
    options: Options,
    iso_week: str,
    folder: Path,
    *,
    write_landing: Callable[[Settings, str, str], None],
    command: Command = lundi_monday,
    bare: Command | None = None,
    say: Say = lambda sentence: None,
    keep: Keep = lambda result: None,
) -> TrustResult:
    """Proves it on the Monday of a week, after that of the week before, in an empty folder.

    `bare` is the Monday that asks nobody, where its cost is to be known. `keep` is given what was seen so far after
    each kill, for it takes an hour and may be interrupted. Raises LundiError where a Monday that nobody disturbed
    fails.
    """
    weeks = (week_before(first_day(iso_week)), iso_week)
    result = TrustResult(options, weeks, 0.0, (), ())
    if options.kills or options.rebuilds:
        result = _bench_mondays(options, weeks, folder / "mondays", write_landing, command, bare, say, keep)
    if options.mutations:
        found = run_mutations(folder / "mutations", options.mutations, options.seed, say)
        result = replace(result, mutations=found)
    return result


def _bench_mondays(
    options: Options,
    weeks: tuple[str, str],
    folder: Path,
    write_landing: Callable[[Settings, str, str], None],
    command: Command,
    bare: Command | None,
    say: Say,
    keep: Keep,
) -> TrustResult:
    settings = Settings(*(folder / name for name in ("landing", "warehouse", "out")))
    say("writing the demo")
    write_landing(settings, options.size, weeks[1])
    say(f"the Monday of {weeks[0]}")
    before, _ = _undisturbed(settings, command, weeks[0])
    allowed = {json.dumps(read_once(settings.published_database))}
    start = folder / "start"
    shutil.copytree(settings.warehouse, start)
    say(f"the Monday of {weeks[1]}, undisturbed")
    after, seconds = _undisturbed(settings, command, weeks[1])
    allowed.add(json.dumps(read_once(settings.published_database)))
    certainty = None
    if bare:
        say(f"the Monday of {weeks[1]}, asking nobody")
        _restore(settings, start)
        certainty = Certainty(seconds, _undisturbed(settings, bare, weeks[1])[1])
    drawn = random.Random(options.seed)
    kills = []
    for number in range(options.kills):
        _restore(settings, start)
        moment = drawn.uniform(0, seconds)
        kills.append(_kill(settings, command, weeks[1], moment, before, after))
        say(f"kill {number + 1} of {options.kills}, after {moment:.1f} s: {'good' if kills[-1].is_good else kills[-1]}")
        keep(TrustResult(options, weeks, seconds, tuple(kills), (), certainty=certainty))
    readings = _read_during_rebuilds(settings, command, weeks, options, allowed, say) if options.rebuilds else ()
    return TrustResult(options, weeks, seconds, tuple(kills), readings, certainty=certainty)


def _restore(settings: Settings, start: Path) -> None:
    # The same path again: dbt reads the whole project anew where its database lies elsewhere.
    shutil.rmtree(settings.warehouse)
    shutil.copytree(start, settings.warehouse)


def fingerprints(settings: Settings) -> Fingerprints:
    """A number for the rows of each table that readers or the next run read, whatever their order."""
    return {
        **_of_tables(settings.published_database, COMPARED_SCHEMAS),
        **_of_tables(settings.raw_database, ("raw", "quarantine")),
        **_of_tables(settings.state_database, ("vault",)),
    }


def read_once(published: Path) -> tuple[str, str]:
    """The moment of the published edition and what its sales and the heads of its report come to, as a reader asks."""
    with duckdb.connect(str(published), read_only=True, config={"threads": 1}) as connection:
        found = connection.execute(
            "select (select as_of from audit.edition), "
            "(select (count(*), sum(sales_eur_incl_tax)) from marts.fct_store_sales_weekly), "
            "(select sum(hash(edition_code, iso_week)) from reports.rpt_monday_header)"
        ).fetchall()[0]
        again = connection.execute("select as_of from audit.edition").fetchall()[0]
    if again[0] != found[0]:
        raise LundiError("a reader found two editions on one connection")
    return str(found[0]), str(found[1:])


def as_document(result: TrustResult, moment: datetime) -> str:
    """The result as JSON, with the seed that draws the same moments again."""
    document = {
        "benchmark": "trust",
        "lundi_version": __version__,
        "measured_at": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "machine": {
            "system": platform.platform(),
            "cpu_count": multiprocessing.cpu_count(),
            "python": platform.python_version(),
            "duckdb": duckdb.__version__,
        },
        "is_whole": result.is_whole,
        "is_proven": result.is_proven,
        **asdict(result),
    }
    if result.certainty:
        document["certainty"] |= {
            "added_seconds": result.certainty.added_seconds,
            "added_share": result.certainty.added_share,
        }
    return json.dumps(document, indent=2)


def _undisturbed(settings: Settings, command: Command, iso_week: str) -> tuple[Fingerprints, float]:
    started = time.perf_counter()
    ended = subprocess.run(
        command(iso_week, monday_of(iso_week)), env=_environment(settings), capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - started
    if ended.returncode not in (ExitCode.OK, ExitCode.INCOMPLETE):
        raise LundiError(f"the Monday of {iso_week} failed by itself: {ended.stderr[-500:].strip()}")
    return fingerprints(settings), seconds


def _kill(
    settings: Settings, command: Command, iso_week: str, seconds: float, before: Fingerprints, after: Fingerprints
) -> Kill:
    arguments, environment = command(iso_week, monday_of(iso_week)), _environment(settings)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    run = subprocess.Popen(arguments, env=environment, **quiet)
    try:
        run.wait(seconds)
        was_running = False
    except subprocess.TimeoutExpired:
        was_running = True
        run.kill()
        run.wait()
    published = side_of(settings.published_database, {"before": before, "after": after})
    is_free = _is_free(settings)
    again = subprocess.run(arguments, env=environment, check=False, **quiet)
    return Kill(seconds, was_running, published, is_free, again.returncode, _differences(fingerprints(settings), after))


def side_of(published: Path, sides: Mapping[str, Fingerprints]) -> str:
    """Which of the two editions readers find; a file that they cannot open is neither."""
    try:
        found = _of_tables(published, COMPARED_SCHEMAS)
    except duckdb.Error:
        return "neither"
    return next((name for name, side in sides.items() if not _differences(found, side, found)), "neither")


def _is_free(settings: Settings) -> bool:
    try:
        with only_run(settings.warehouse, "lundi bench trust", patience=KILLED_ENDS_WITHIN_SECONDS):
            return True
    except LundiError:
        return False


def _read_during_rebuilds(
    settings: Settings, command: Command, weeks: tuple[str, str], options: Options, allowed: set[str], say: Say
) -> tuple[Reading, ...]:
    """Readers may find what one finds of either Monday when nothing else happens, and nothing else."""
    stop = settings.warehouse.with_name("stop")
    with _readers(settings, stop, options.readers) as readers:
        for number in range(options.rebuilds):
            _undisturbed(settings, command, weeks[number % 2])
            say(f"rebuild {number + 1} of {options.rebuilds} under {options.readers} readers")
        stop.touch()
        told = [json.loads(reader.communicate()[0]) for reader in readers]
    return tuple(
        Reading(
            one["asked"],
            tuple(one["errors"]),
            tuple(seen for seen in one["seen"] if seen not in allowed),
            len(one["seen"]),
        )
        for one in told
    )


@contextmanager
def _readers(settings: Settings, stop: Path, count: int) -> Iterator[list[subprocess.Popen]]:
    command = [sys.executable, "-c", READER, str(settings.published_database), str(stop)]
    with ExitStack() as begun:
        readers = []
        for _ in range(count):
            reader = subprocess.Popen(command, env=_environment(settings), stdout=subprocess.PIPE, text=True)
            begun.callback(reader.kill)
            readers.append(reader)
        for reader in readers:
            reader.stdout.readline()  # type: ignore[union-attr]
        yield readers


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "LUNDI_LANDING": str(settings.landing),
        "LUNDI_WAREHOUSE": str(settings.warehouse),
        "LUNDI_OUT": str(settings.out),
    }


def _of_tables(path: Path, schemas: Sequence[str]) -> dict[str, str]:
    listed = ", ".join(literal(schema) for schema in schemas)
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(path))} as compared (read_only)")
        names = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            f"where database_name = 'compared' and schema_name in ({listed}) order by all"
        ).fetchall()
        with_wall_clock = connection.execute(
            "select schema_name, table_name from duckdb_columns() "
            f"where database_name = 'compared' and column_name = {literal(WALL_CLOCK_COLUMN)}"
        ).fetchall()
        for schema, name in names:
            if f"{schema}.{name}" not in MEASURED:
                columns = f"* exclude {WALL_CLOCK_COLUMN}" if (schema, name) in with_wall_clock else "*"
                table = f'(select {columns} from compared.{schema}."{name}")'
                answer = connection.execute(f"select count(*), sum(hash(t)) from {table} as t").fetchall()[0]
                found[f"{path.stem}.{schema}.{name}"] = f"{answer[0]} rows, {answer[1]}"
    return found


def _differences(found: Fingerprints, wanted: Fingerprints, among: Fingerprints | None = None) -> tuple[str, ...]:
    """Tables that differ, of all on both sides, or of the wanted ones in the same file as those `among`."""
    files = {name.split(".")[0] for name in among} if among is not None else None
    names = {name for name in {*found, *wanted} if files is None or name.split(".")[0] in files}
    return tuple(sorted(name for name in names if found.get(name) != wanted.get(name)))
