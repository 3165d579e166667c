"""Training on the published edition: which weeks, what is read, what is written down."""

import json
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np

from lundi.churn.model import Evaluation, Snapshot, Weights, evaluate, train
from lundi.errors import LundiError
from lundi.settings import Settings
from lundi.warehouse.ledger import naive
from lundi.warehouse.published import open_edition, read_edition
from lundi.warehouse.state import Executor, open_state

INPUTS = "marts.fct_customer_churn_inputs"
FEWEST_CUSTOMERS = 100  # of a week: fewer tell nothing


@dataclass(frozen=True)
class Trained:
    """A model that was written down."""

    model_id: str
    weights: Weights
    evaluation: Evaluation


def train_on_published(settings: Settings, out: Path) -> Trained:
    """Trains on the last week whose outcome is known, evaluates the same on the weeks before it, writes both down.

    What is evaluated learned from the last week whose outcome was known at the end of the evaluated one: no purchase is
    both learned from and foretold. The state keeps the weights for the next build; `out` is a JSON file for people. No
    customer's risk leaves this function. Raises LundiError where the history is too short, has too few customers or no
    edition is published.
    """
    published = settings.published_database
    if not published.is_file():
        raise LundiError("no edition is published", "run `lundi monday` first")
    as_of = read_edition(published).as_of
    if as_of is None:
        raise LundiError("the published edition does not say of which moment it is", "run `lundi monday` anew")
    with open_edition(published) as connection:
        first, last = (read_snapshot(connection, week) for week in training_weeks(connection))
    try:
        evaluation = evaluate(train(first), first, last)
        weights = train(last)
    except ValueError as error:
        raise LundiError(f"no churn model can be trained: {error}", "wait for more weeks of sales") from error
    trained = Trained(str(uuid.uuid4()), weights, evaluation)
    with open_state(settings.state_database) as connection:
        write_model(connection, trained, as_of)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(as_document(trained), encoding="utf-8")
    return trained


def training_weeks(connection: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The week that is learned from and the later one that is foretold; between them lie the weeks of an outcome.

    Both are first and last of the snapshots whose outcome is known: how many are kept (variable feature_week_count) and
    how long an outcome takes (churn_week_count) make them lie apart. Raises LundiError where there are not two.
    """
    found = connection.execute(
        f"select iso_week, count(*) from {INPUTS} where has_lapsed is not null group by all order by iso_week"
    ).fetchall()
    kept = connection.execute(f"select count(distinct iso_week) from {INPUTS}").fetchone()
    known_weeks = [week for week, customer_count in found if customer_count >= FEWEST_CUSTOMERS]
    outcome_week_count = (kept[0] if kept else 0) - len(found)
    if not known_weeks or len(known_weeks) <= outcome_week_count:
        raise LundiError(
            f"churn needs {outcome_week_count + 1} weeks with {FEWEST_CUSTOMERS} customers and a known outcome; "
            f"there are {len(known_weeks)}",
            "wait for more weeks of sales, or raise feature_week_count in dbt_project.yml",
        )
    return known_weeks[-1 - outcome_week_count], known_weeks[-1]


def read_snapshot(connection: duckdb.DuckDBPyConnection, iso_week: str) -> Snapshot:
    """Features and outcomes of a week, without anybody's id."""
    read = connection.execute(
        f"select * exclude (iso_week, customer_id) from {INPUTS} "
        "where iso_week = ? and has_lapsed is not null order by customer_id",
        [iso_week],
    ).fetchnumpy()
    outcomes = np.asarray(read.pop("has_lapsed"), dtype=bool)
    names = tuple(name.removesuffix("_log") for name in read)
    features = np.column_stack([np.asarray(column, dtype=float) for column in read.values()])
    return Snapshot(iso_week, names, features, outcomes)


def write_model(executor: Executor, trained: Trained, as_of: datetime) -> None:
    """Appends weights and calibration to the state, both or neither."""
    moment = naive(as_of)
    evaluation = trained.evaluation
    weights = [(trained.model_id, moment, trained.weights.trained_iso_week, *row) for row in trained.weights.as_rows()]
    bands = [
        (
            trained.model_id,
            moment,
            evaluation.evaluated_iso_week,
            band.number,
            band.customer_count,
            band.foretold_share,
            band.lapsed_share,
        )
        for band in evaluation.bands
    ]
    executor.execute("begin")
    try:
        executor.executemany("insert into state.churn_models values (?, ?, ?, ?, ?)", weights)
        executor.executemany("insert into state.churn_calibration values (?, ?, ?, ?, ?, ?, ?)", bands)
        executor.execute("commit")
    except BaseException:
        executor.execute("rollback")
        raise


def as_document(trained: Trained) -> str:
    """The model and its evaluation as JSON."""
    evaluation = trained.evaluation
    return json.dumps(
        {
            "model_id": trained.model_id,
            "trained_iso_week": trained.weights.trained_iso_week,
            "weights": dict(trained.weights.as_rows()),
            "evaluation": {**asdict(evaluation), "calibration_error": evaluation.calibration_error},
        },
        indent=2,
    )
