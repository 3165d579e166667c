"""`lundi customers evaluate`: a labelled set through the whole matching, and how well it found who is who."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from lundi.customer.deliveries import draw_ids, write_deliveries
from lundi.customer.matching import Matched, run_matching
from lundi.customer.metrics import Score, Trap, score, score_traps
from lundi.customer.pairs import Candidates, CaseScore, score_candidates, score_cases
from lundi.customer.relations import (
    CANDIDATE_MODEL,
    CASE_COLUMN,
    CUSTOMER_MODEL,
    EDGE_MODEL,
    IDENTITY_MODEL,
    PAIR_COLUMNS,
    record_id,
)
from lundi.customer.sets import LabelledSet, Places, load_set
from lundi.customer.versus import PeerResult, require_splink, run_splink
from lundi.errors import LundiError
from lundi.settings import Settings
from lundi.warehouse.load_sql import literal

Match = Callable[[Settings, Mapping[str, str], datetime, Callable[[str], None]], Matched]

# A record without a customer stands alone, and is counted: that nobody is found is no reason to score fewer records.
SCORED = """
create or replace table scored as
select
    truth.record_id,
    truth.true_id,
    coalesce(found.customer_id, 'without customer: ' || truth.record_id) as customer_id
from truth
left join (select {record_id} as record_id, customer_id from {customers}) as found using (record_id)
"""

CUSTOMERS_CHECKED = """
select count(*) - count(distinct found.record_id), count_if(truth.record_id is null)
from (select {record_id} as record_id from {customers}) as found
left join truth using (record_id)
"""


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    dataset: str
    places: Places
    seed: int
    is_versus_splink: bool = False


@dataclass(frozen=True)
class Evaluation:
    """A set that was matched and scored. Parts that the project's models do not give are None."""

    labelled_set: LabelledSet
    seed: int
    matched: Matched
    score: Score
    traps: tuple[Trap, ...]
    without_customer_count: int
    candidates: Candidates | None = None
    cases: tuple[CaseScore, ...] | None = None
    peer: PeerResult | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every record of the set was loaded and has a customer."""
        return not self.without_customer_count and not self.matched.kept_aside_count


def evaluate(
    options: Options,
    folder: Path,
    *,
    say: Callable[[str], None] = lambda sentence: None,
    match: Match = run_matching,
) -> Evaluation:
    """Delivers a set below `folder`, matches it and scores the customers; there is nothing else in its warehouse.

    Raises LundiError where the set is not there, the models do not build, or Splink is asked for and missing.
    """
    if options.is_versus_splink:
        require_splink()
    settings = Settings(folder / "landing", folder / "warehouse", folder / "out")
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        labelled = load_set(connection, options.dataset, options.places)
        draw_ids(connection, options.seed)
        _write_truth(connection, folder / "truth.parquet")
        say(_read_sentence(labelled))
        write_deliveries(connection, settings.landing, labelled.delivered_at)
        matched = match(settings, labelled.variables, labelled.delivered_at, say)
        say(f"matched in {matched.wall_seconds:.1f} s, peak {matched.peak_memory_mb:,.0f} MiB; scoring")
        evaluation = _scored(connection, labelled, options.seed, matched)
        if not options.is_versus_splink:
            return evaluation
        peer = run_splink(
            connection,
            folder / "splink",
            model=labelled.peer_model,
            seed=options.seed,
            truth="truth",
            traps="traps",
            say=say,
        )
    return replace(evaluation, peer=peer)


def _read_sentence(labelled: LabelledSet) -> str:
    invalid = labelled.invalid_birth_date_count
    dates = f"; {invalid:,} of {labelled.birth_date_count:,} birth dates are none and become null" if invalid else ""
    return f"{labelled.name}: {labelled.record_count:,} records read ({labelled.layout}){dates}"


def _write_truth(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Keeps which record was which, for somebody who looks into the folder afterwards; no model reads it."""
    connection.execute(f"create or replace table truth as select {record_id()} as record_id, true_id from records")
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(
        f"copy (select {record_id()} as record_id, true_id, original_id from records) to {literal(str(path))} "
        "(format parquet)"
    )


def _scored(connection: duckdb.DuckDBPyConnection, labelled: LabelledSet, seed: int, matched: Matched) -> Evaluation:
    _attach(connection, matched.database)
    customers = matched.relations[CUSTOMER_MODEL]
    _check_customers(connection, customers)
    connection.execute(SCORED.format(record_id=record_id(), customers=customers))
    found = score(connection, "scored")
    return Evaluation(
        labelled,
        seed,
        matched,
        found,
        score_traps(connection, "scored", "traps"),
        _without_customer(connection),
        _candidates(connection, matched.relations, found.true_pair_count),
        _cases(connection, matched.relations, found.true_pair_count),
    )


def _attach(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    """The built database and those that its views read, under the names that they know them by."""
    warehouse = database.parent.parent
    connection.execute(f"attach {literal(str(database))} as lundi (read_only)")
    for name, alias in (("raw.duckdb", "lundi_raw"), ("state.duckdb", "lundi_state")):
        if (warehouse / name).is_file():
            connection.execute(f"attach {literal(str(warehouse / name))} as {alias} (read_only)")


def _check_customers(connection: duckdb.DuckDBPyConnection, customers: str) -> None:
    statement = CUSTOMERS_CHECKED.format(record_id=record_id(), customers=customers)
    repeated, unknown = connection.execute(statement).fetchall()[0]
    if repeated or unknown:
        raise LundiError(
            f"{CUSTOMER_MODEL} has {repeated:,} records more than once and {unknown:,} that were not delivered",
            "it has one row per record: nothing was scored",
        )


def _without_customer(connection: duckdb.DuckDBPyConnection) -> int:
    statement = "select count(*) from scored where starts_with(customer_id, 'without customer: ')"
    return int(connection.execute(statement).fetchall()[0][0])


def _candidates(
    connection: duckdb.DuckDBPyConnection, relations: Mapping[str, str], true_pair_count: int
) -> Candidates | None:
    pairs = pair_select(connection, relations, CANDIDATE_MODEL)
    return score_candidates(connection, "scored", pairs, true_pair_count) if pairs else None


def _cases(
    connection: duckdb.DuckDBPyConnection, relations: Mapping[str, str], true_pair_count: int
) -> tuple[CaseScore, ...] | None:
    edges = pair_select(connection, relations, EDGE_MODEL, CASE_COLUMN)
    return score_cases(connection, "scored", edges, true_pair_count) if edges else None


def pair_select(
    connection: duckdb.DuckDBPyConnection, relations: Mapping[str, str], model: str, *more: str
) -> str | None:
    """A select of left_id, right_id and the columns `more` of a model of pairs; None where there is no such model.

    Raises LundiError where the model has other columns.
    """
    if model not in relations:
        return None
    columns = [row[0] for row in connection.execute(f"describe {relations[model]}").fetchall()]
    sides = next((sides for sides in PAIR_COLUMNS if set(sides) <= set(columns)), None)
    missing = [column for column in more if column not in columns]
    if sides is None or missing:
        raise LundiError(
            f"{model} has the columns {', '.join(columns)}",
            "the names that an evaluation reads stand in scripts/lundi/customer/relations.py",
        )
    left, right = sides
    listed = "".join(f", {column}" for column in more)
    if sides == PAIR_COLUMNS[0]:
        return f"select {left} as left_id, {right} as right_id{listed} from {relations[model]}"
    identities = relations[IDENTITY_MODEL]
    return (
        f"select l.record_id as left_id, r.record_id as right_id{listed} from {relations[model]} as pair "
        f"inner join {identities} as l on pair.{left} = l.record_number "
        f"inner join {identities} as r on pair.{right} = r.record_number"
    )
