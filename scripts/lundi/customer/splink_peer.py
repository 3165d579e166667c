"""Splink on one set, in a process of its own: `python -m lundi.customer.splink_peer FOLDER`.

FOLDER holds `request.json` (model, seed, thresholds) and `records.parquet`, which lacks the truth. Left there are
`candidates.parquet` (left_id, right_id), `clusters.parquet` (threshold, record_id, customer_id) and `result.json`.
"""

import json
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lundi.customer.measuring import own_peak_mebibytes
from lundi.customer.splink_models import MODELS, Rule, comparisons, usable
from lundi.settings import switch_telemetry_off
from lundi.warehouse.load_sql import literal

if TYPE_CHECKING:
    import splink
    from splink.internals.blocking_rule_creator import BlockingRuleCreator
    from splink.internals.splink_dataframe import SplinkDataFrame

REQUEST, RECORDS = "request.json", "records.parquet"
CANDIDATES, CLUSTERS, RESULT = "candidates.parquet", "clusters.parquet", "result.json"


def main(folder: Path) -> None:
    """Trains, predicts and clusters at every threshold, the highest first, and leaves what it found."""
    request = json.loads((folder / REQUEST).read_text(encoding="utf-8"))
    connection = duckdb.connect()
    connection.execute(f"create table records as select * from read_parquet({literal(str(folder / RECORDS))})")
    empty = _empty_columns(connection)
    started = time.perf_counter()
    linker = _trained(connection, request["model"], empty, request["seed"])
    trained = time.perf_counter()
    # Kept for the count of candidates, and used by predict instead of being made a second time.
    blocked = linker.inference.compute_blocked_pairs_for_predict()
    pairs = linker.inference.predict(threshold_match_probability=min(request["thresholds"]))
    predicted = time.perf_counter()
    steps = _clusters(connection, linker, pairs, sorted(request["thresholds"], reverse=True))
    _write(connection, _candidate_select(connection, blocked.physical_name), folder / CANDIDATES)
    _write(connection, "select * from clusters", folder / CLUSTERS)
    result = {
        "train_seconds": trained - started,
        "predict_seconds": predicted - trained,
        "thresholds": steps,
        "columns_without_values": empty,
    }
    (folder / RESULT).write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _empty_columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    columns = [row[0] for row in connection.execute("describe records").fetchall()]
    counts = connection.execute(f"select {', '.join(f'count({name})' for name in columns)} from records").fetchall()[0]
    return [name for name, count in zip(columns, counts, strict=True) if not count]


def _trained(connection: duckdb.DuckDBPyConnection, model: str, empty: list[str], seed: int) -> "splink.Linker":
    import splink

    chosen = MODELS[model]
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=comparisons(model, empty),
        blocking_rules_to_generate_predictions=[_blocking_rule(rule) for rule in usable(chosen.blocking, empty)],
    )
    linker = splink.Linker(splink.DuckDBAPI(connection=connection).register("records"), settings)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [_blocking_rule(rule) for rule in usable(chosen.deterministic, empty)], recall=chosen.assumed_recall
    )
    training.estimate_u_using_random_sampling(max_pairs=chosen.max_pairs, seed=seed)
    for rule in usable(chosen.training, empty):
        training.estimate_parameters_using_expectation_maximisation(
            _blocking_rule(rule), estimate_without_term_frequencies=True
        )
    return linker


def _blocking_rule(rule: Rule) -> "str | BlockingRuleCreator":
    import splink

    return rule if isinstance(rule, str) else splink.block_on(*rule)


def _clusters(
    connection: duckdb.DuckDBPyConnection,
    linker: "splink.Linker",
    pairs: "SplinkDataFrame",
    thresholds: list[float],
) -> list[dict[str, float]]:
    """Clusters at each threshold. With the strictest first, memory at a threshold owes nothing to laxer ones."""
    connection.execute("create table clusters (threshold double, record_id varchar, customer_id varchar)")
    steps = []
    for threshold in thresholds:
        started = time.perf_counter()
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=threshold
        )
        seconds = time.perf_counter() - started
        steps.append({"threshold": threshold, "cluster_seconds": seconds, "peak_memory_mb": own_peak_mebibytes()})
        connection.execute(f"insert into clusters select {threshold}, record_id, cluster_id from {found.physical_name}")
    return steps


def _candidate_select(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """Blocked pairs name their records by the keys of the joined table, which are the records' ids."""
    columns = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    left = next(name for name in columns if name.endswith("_l"))
    right = next(name for name in columns if name.endswith("_r"))
    return f"select {left} as left_id, {right} as right_id from {table}"


def _write(connection: duckdb.DuckDBPyConnection, select: str, path: Path) -> None:
    connection.execute(f"copy ({select}) to {literal(str(path))} (format parquet)")


if __name__ == "__main__":
    switch_telemetry_off()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        main(Path(sys.argv[1]))
