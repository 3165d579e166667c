"""Training on an edition: which weeks are taken, what is written down, what is said where it cannot be."""

import json
from datetime import datetime

import duckdb
import pytest

from lundi.churn.training import train_on_published
from lundi.errors import LundiError
from lundi.warehouse.published import STAMP
from lundi.warehouse.state import open_state
from runs import settings_in

OUTCOME_WEEKS = 2


def publish(settings, week_count: int, *, customer_count: int = 200) -> None:
    """An edition with so many snapshots, 2026-W01 the first; the outcome of the last two is not known.

    In odd weeks who bought long ago lapses, in even weeks who bought lately: what was learned from tells itself.
    """
    settings.published_database.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.published_database)) as connection:
        connection.execute("create schema audit")
        connection.execute(f"create table {STAMP} (as_of timestamp, run_id varchar)")
        connection.execute(f"insert into {STAMP} values ('2026-11-16 05:00:00', 'r')")
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.fct_customer_churn_inputs as "
            "select '2026-W' || lpad(cast(week as varchar), 2, '0') as iso_week, 'C' || customer as customer_id, "
            "cast(customer % 7 as double) as recency_week_count_log, "
            f"case when week <= {week_count - OUTCOME_WEEKS} then (customer % 7 > 3) = (week % 2 = 1) "
            "and customer % 10 <> 0 end as has_lapsed "
            f"from range(1, {week_count + 1}) as weeks (week), range({customer_count}) as customers (customer)"
        )


def state(settings, query: str) -> list[tuple]:
    with open_state(settings.state_database, read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_week_learned_from_lies_an_outcome_before_the_one_foretold(tmp_path):
    settings = settings_in(tmp_path)
    publish(settings, 7)
    trained = train_on_published(settings, tmp_path / "churn.json")
    # Known are W01 to W05; the outcome of W03 is over at the end of W05.
    assert (trained.evaluation.trained_iso_week, trained.evaluation.evaluated_iso_week) == ("2026-W03", "2026-W05")
    assert trained.evaluation.auc > 0.9
    assert trained.weights.trained_iso_week == "2026-W05"


def test_weights_and_calibration_are_kept_with_the_edition_s_clock_and_nobody_s_id(tmp_path):
    settings = settings_in(tmp_path)
    publish(settings, 5)
    trained = train_on_published(settings, tmp_path / "churn.json")
    assert state(settings, "select * from state.churn_models") == [
        (trained.model_id, datetime(2026, 11, 16, 5), "2026-W03", name, weight)
        for name, weight in trained.weights.as_rows()
    ]
    bands = state(settings, "select * exclude (model_id, as_of, evaluated_iso_week) from state.churn_calibration")
    assert bands == [
        (band.number, band.customer_count, band.foretold_share, band.lapsed_share) for band in trained.evaluation.bands
    ]
    document = json.loads((tmp_path / "churn.json").read_text(encoding="utf-8"))
    assert list(document["weights"]) == ["(intercept)", "recency_week_count"]
    assert document["evaluation"]["customer_count"] == 200
    assert "C1" not in json.dumps(document)


def test_a_second_model_stands_beside_the_first(tmp_path):
    settings = settings_in(tmp_path)
    publish(settings, 5)
    models = {train_on_published(settings, tmp_path / "churn.json").model_id for _ in range(2)}
    assert {row[0] for row in state(settings, "select model_id from state.churn_models")} == models
    assert len(models) == 2


def test_a_history_without_two_such_weeks_is_too_short_and_nothing_is_written(tmp_path):
    settings = settings_in(tmp_path)
    publish(settings, 4)
    with pytest.raises(LundiError, match="3 weeks with 100 customers and a known outcome; there are 2"):
        train_on_published(settings, tmp_path / "churn.json")
    assert not settings.state_database.exists()
    assert not (tmp_path / "churn.json").exists()


def test_a_week_with_too_few_customers_is_not_learned_from(tmp_path):
    settings = settings_in(tmp_path)
    publish(settings, 7, customer_count=99)
    with pytest.raises(LundiError, match="there are 0"):
        train_on_published(settings, tmp_path / "churn.json")


def test_without_an_edition_it_is_said_what_to_do(tmp_path):
    with pytest.raises(LundiError, match="no edition is published"):
        train_on_published(settings_in(tmp_path), tmp_path / "churn.json")
