"""The build on both engines: a first Monday, then the next with new deliveries, late corrections and changed rules.

On the stand-in each is built as `lundi monday --target prod` does it: in a clone of what is published, then swapped.
"""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ladder.account import Account, with_environment
from ladder.compare import EXCEPTIONS, Comparison, compare, fingerprint
from ladder.engines import unit_tests_of_one_spelling
from ladder.findings import Finding
from ladder.project import DbtRun, Project
from lundi.customer.registry import append_changes, append_to_duckdb
from lundi.errors import LundiError
from lundi.snowflake.connection import DATABASE, connected
from lundi.snowflake.state import RECORDING, create_state_tables_in_snowflake
from lundi.snowflake.swap import publish_build, roll_back_in_snowflake, start_build
from lundi.warehouse.dbt import ASKS_IN_BATCHES, ROW_RULES
from lundi.warehouse.secret import VARIABLE
from lundi.warehouse.state import SNOWFLAKE_MARK, NodeRecord, RunRecord, StepRecord, open_state, write_run

RUNG, PUBLICATION = "build", "publication"
FIRST_MONDAY, NEXT_MONDAY = "2026-11-09T05:00:00Z", "2026-11-16T05:00:00Z"
LAST_WEEK = "2026-W46"
PUBLISHED = "LUNDI"

# Ids of customers are keyed by it: both engines have the same, as one retailer's would.
PEPPER = "a secret of the ladder and of nobody else"
GIVE_PEPPER = (
    f"insert into lundi_secret.secret.pepper (pepper) select '{PEPPER}' "
    "where not exists (select 1 from lundi_secret.secret.pepper)"
)

WITHOUT_TESTS = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")

# What people changed between the two Mondays: a definition, a rule that went, a rule that came, a horizon.
CHANGED_SEEDS = (
    ("seeds/glossary/glossary_metrics.csv", "Montant payé par les clients,", "Montant réglé par les clients,"),
    ("seeds/reference/withdrawal_horizons.csv", ",,,72", ",,,96"),
    ("seeds/reference/comparability_rules.csv", "Ouvert depuis moins de 13 mois", "Ouvert depuis moins de treize mois"),
)


def _earlier_run(run_id: str, iso_week: str, began: datetime) -> RunRecord:
    node = NodeRecord("model.lundi.fct_sales_lines", "model", "marts", "marts/sales", "success", began, 37.5, 1_000)
    steps = (StepRecord("ingest", 61.0, 40, 9_000), StepRecord("build", 150.25, 700), StepRecord("report", 12.0, 20))
    ended = began + timedelta(minutes=4)
    return RunRecord(run_id, "prod", iso_week, began, began, ended, "succeeded", steps, (node,))


# Mondays that were run before: what the cost models read, the second of them new at the second build.
EARLIER_RUNS = (
    _earlier_run("run-1", "2026-W43", datetime(2026, 10, 26, 5, tzinfo=UTC)),
    _earlier_run("run-2", "2026-W44", datetime(2026, 11, 2, 5, tzinfo=UTC)),
)


@dataclass(frozen=True)
class Round:
    """What one Monday gave on both engines."""

    as_of: str
    account: DbtRun
    local: DbtRun
    comparison: Comparison
    publication: tuple[Finding, ...] = ()

    @property
    def findings(self) -> list[Finding]:
        """Nodes that failed on the stand-in or on DuckDB, and what differs."""
        found = [Finding(RUNG, node, _line(message)) for node, message in self.account.failures.items()]
        found += [Finding(RUNG, f"{node} (DuckDB)", _line(message)) for node, message in self.local.failures.items()]
        for run in (self.account, self.local):
            if not run.results:
                found.append(Finding(RUNG, run.command, f"dbt did not run: {run.output[-600:]}"))
        return found + list(self.publication) + list(self.comparison.findings)


def run_rounds(
    project: Project, account: Account, folder: Path, say: Callable[[str], None], *, is_whole: bool = False
) -> list[Round]:
    """Two Mondays in a row, each ingested and built on both engines and compared.

    dbt's tests run there on the first one, and unit tests of models that an engine spells in its own way; where it is
    whole, all of them. On DuckDB they run with the project's own tests, and
    the tables of both engines are the same.
    """
    environment = {
        **account.environment,
        "LUNDI_LANDING": str(folder / "landing"),
        "LUNDI_WAREHOUSE": str(folder / "warehouse"),
        VARIABLE: PEPPER,
    }
    lundi(environment, "demo", "--size", "tiny", "--until", LAST_WEEK)
    say("demo retailer made")
    write_down(account, folder / "warehouse" / "state.duckdb", EARLIER_RUNS[:1])
    first = _round(project, account, folder, environment, FIRST_MONDAY, say, is_tested=True, is_whole=is_whole)
    keep_customers(account, folder / "warehouse")
    for file, old, new in CHANGED_SEEDS:
        project.replace_in(file, old, new)
    write_down(account, folder / "warehouse" / "state.duckdb", EARLIER_RUNS[1:])
    following = _round(project, account, folder, environment, NEXT_MONDAY, say, is_tested=False)
    return [first, following]


def write_down(account: Account, state: Path, runs: tuple[RunRecord, ...]) -> None:
    """Writes earlier Mondays down on both engines, as `lundi monday` does at its end."""
    with open_state(state) as local:
        for run in runs:
            write_run(local, run)
    with connected(RECORDING, account.environment) as client:
        create_state_tables_in_snowflake(client)
        client.cursor().execute(GIVE_PEPPER)
        for run in runs:
            write_run(client.cursor(), run, mark=SNOWFLAKE_MARK)


def keep_customers(account: Account, warehouse: Path) -> None:
    """Remembers on both engines whose each golden id is, as `lundi monday` does: the next build reads it."""
    append_to_duckdb(warehouse / "state.duckdb", warehouse / "dev.duckdb")
    with connected(RECORDING, account.environment) as client:
        append_changes(client.cursor(), PUBLISHED)


def lundi(environment: dict[str, str], *arguments: str) -> None:
    """Runs the command; deliveries that it refuses or keeps aside are the demo's own. Raises RuntimeError else."""
    finished = subprocess.run(
        [sys.executable, "-m", "lundi.cli", *arguments],
        env=with_environment(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if finished.returncode not in (0, 3):
        raise RuntimeError(f"lundi {' '.join(arguments)} ended with {finished.returncode}: {finished.stdout[-2000:]}")


def _round(
    project: Project,
    account: Account,
    folder: Path,
    environment: dict[str, str],
    as_of: str,
    say: Callable[[str], None],
    *,
    is_tested: bool,
    is_whole: bool = False,
) -> Round:
    lundi(environment, "ingest", "--as-of", as_of)
    lundi(environment, "ingest", "--as-of", as_of, "--target", "prod")
    say(f"{as_of}: ingested on both engines")
    running = Project(project.folder, {**environment, "LUNDI_AS_OF": as_of.replace("T", " ").rstrip("Z")})
    there, publication = _build_and_publish(running, account, as_of, is_tested=is_tested, is_whole=is_whole)
    say(f"{as_of}: built on the stand-in and swapped, {len(there.results)} nodes")
    here = running.dbt("dev", "build", *WITHOUT_TESTS)
    say(f"{as_of}: built on DuckDB, {len(here.results)} nodes")
    found = compare(account.standin.duckdb, folder / "warehouse" / "dev.duckdb", EXCEPTIONS)
    say(f"{as_of}: {len(found.tables)} tables, {found.row_count} rows compared")
    return Round(as_of, there, here, found, tuple(publication))


# Row rules are asked many at a time, as a Monday asks them.
AS_ON_MONDAY = ("--exclude", *(f"test_name:{name}" for name in ROW_RULES))


def _asked(running: Project, *, is_whole: bool) -> tuple[str, ...]:
    """What the tested build leaves out: row rules, and unit tests of models that are the same text on both engines."""
    alike = [] if is_whole else unit_tests_of_one_spelling(running.manifest("prod"))
    return (*AS_ON_MONDAY, *(f"unit_test:{name}" for name in alike))


def _build_and_publish(
    running: Project, account: Account, as_of: str, *, is_tested: bool, is_whole: bool = False
) -> tuple[DbtRun, list[Finding]]:
    """A build beside what is published, which must stay as it is until the swap and come back by a rollback.

    A build with failures is published all the same: what differs is then found by the comparison too.
    """
    before = fingerprint(account.standin.duckdb, PUBLISHED)
    built = start_build(account.environment)
    beside = Project(
        running.folder, {**running.environment, DATABASE: built, ASKS_IN_BATCHES: "yes" if is_tested else "no"}
    )
    run = beside.dbt("prod", "build", *(_asked(running, is_whole=is_whole) if is_tested else WITHOUT_TESTS))
    found = _differing(account, before, "changed while the next edition was built")
    try:
        publish_build(datetime.fromisoformat(as_of), f"run of {as_of}", environment=account.environment)
        # Before the first publication there is nothing to go back to.
        if before:
            roll_back_in_snowflake(account.environment)
            found += _differing(account, before, "is not as it was after a rollback")
            roll_back_in_snowflake(account.environment)
    except LundiError as error:
        found.append(Finding(PUBLICATION, as_of, error.message))
    return run, found


def _differing(account: Account, before: dict[str, tuple], what: str) -> list[Finding]:
    now = fingerprint(account.standin.duckdb, PUBLISHED)
    return [Finding(PUBLICATION, name, what) for name in sorted({*before, *now}) if before.get(name) != now.get(name)]


def _line(message: str) -> str:
    return " ".join(message.split())[:300]
