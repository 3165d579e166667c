"""The process in which Great Expectations runs: `python -m lundi.quality.process`, one JSON line per question.

Importing Great Expectations takes five seconds and hundreds of megabytes, so it lives here alone and is started while
deliveries are taken. It opens the raw database read-only, can open no connection to another machine, and gives back
counts: no value of a row, and nothing of an error but its kind, ever leaves it.
"""

import json
import os
import socket
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, NoReturn, TextIO

from lundi.landing.contract import Entity, Rule, load_contract
from lundi.quality.suites import Suite, delivery_suite, expectation, row_suite
from lundi.settings import switch_telemetry_off
from lundi.warehouse.load_sql import literal
from lundi.warehouse.processes import end_with_named_parent

DATABASE = ":memory:gate"
# Counts only. A sample of bad values would be personal data in a file that is kept.
COUNTS = {"result_format": "BASIC", "partial_unexpected_count": 0}
# Great Expectations names no more than 20 of what it found unless it is told how many: the 21st would pass.
DELIVERIES = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["delivery_id"],
    "partial_unexpected_count": 1_000_000,
}
KEPT_OF_RESULT = ("element_count", "unexpected_count", "unexpected_percent", "missing_count")

Validate = Callable[[Suite, Sequence[Rule], bool], dict[str, dict[str, Any]]]


def main() -> None:
    """Answers one line of JSON with another until the questions end, or whoever asks them does."""
    end_with_named_parent()
    answers = _answers()
    switch_telemetry_off()
    close_the_network()
    import_great_expectations()
    _say(answers, {"ready": True})
    for line in sys.stdin:
        try:
            _say(answers, answer(json.loads(line)))
        except NotCheckedError as error:
            _say(answers, {"error": str(error)})
        except Exception as error:
            # The text of a database's error may quote a value: its kind has to do.
            _say(answers, {"error": type(error).__name__})


def close_the_network() -> None:
    """From here on this process reaches no other machine, whatever a library tries."""

    def refuse(*arguments: Any, **options: Any) -> NoReturn:  # noqa: ANN401
        raise OSError("the quality gate opens no connection")

    socket.getaddrinfo = refuse
    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.socket.connect_ex = refuse  # type: ignore[method-assign]


def import_great_expectations() -> Any:  # noqa: ANN401 - a module without types
    """Great Expectations, taught to read DuckDB: it closes a connection before it reads what it asked for."""
    import duckdb_engine
    import great_expectations
    import great_expectations.execution_engine.sqlalchemy_execution_engine as engine_module

    if not hasattr(duckdb_engine, "dialect"):

        class Name(str):
            value = property(str.__str__)

        kept = (*engine_module._PERSISTED_CONNECTION_DIALECTS, Name("duckdb"))
        engine_module._PERSISTED_CONNECTION_DIALECTS = kept
        duckdb_engine.dialect = duckdb_engine.Dialect  # where the operator of a pattern is looked up
        begin = engine_module.SqlAlchemyExecutionEngine.__init__

        def begin_with_dialect(self: Any, *arguments: Any, **options: Any) -> None:  # noqa: ANN401
            begin(self, *arguments, **options)
            if self.engine.dialect.name == "duckdb":
                self.dialect_module = duckdb_engine

        engine_module.SqlAlchemyExecutionEngine.__init__ = begin_with_dialect
    return great_expectations


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """The findings on these deliveries, one per delivery and rule, and what Great Expectations said of each suite."""
    wanted: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, entity, delivery_id in question["deliveries"]:
        wanted[source, entity].append(delivery_id)
    findings: list[dict[str, Any]] = []
    suites: list[dict[str, Any]] = []
    with opened(question["raw"], question["public_holidays"]) as connection, validator(suites) as validate:
        for (source, name), delivery_ids in sorted(wanted.items()):
            entity = load_contract().entity(source, name)
            if entity is not None:
                findings += _delivery_findings(connection, validate, entity, delivery_ids)
                findings += _row_findings(validate, entity, delivery_ids)
    return {"findings": findings, "suites": suites}


@contextmanager
def opened(raw: str, public_holidays: str) -> Iterator[Any]:
    """A database in memory that sees raw, read-only, and the view of the deliveries."""
    from sqlalchemy import create_engine

    engine = create_engine(f"duckdb:///{DATABASE}")
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"attach {literal(raw)} as lundi_raw (read_only)")
        cursor.execute(
            "create or replace table public_holidays as select cast(holiday_date as date) as holiday_date "
            f"from read_csv({literal(public_holidays)}, header = true) where not is_alsace_moselle_only"
        )
        cursor.execute(files("lundi.quality").joinpath("deliveries.sql").read_text(encoding="utf-8"))
        yield cursor
    finally:
        connection.cursor().execute("detach lundi_raw")
        connection.close()
        engine.dispose()


@contextmanager
def validator(suites: list[dict[str, Any]]) -> Iterator[Validate]:
    """What validates a suite and gives the result of each rule by its name; what was said goes to `suites`, too."""
    gx = import_great_expectations()
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    context._save_project_config = lambda *arguments, **options: None  # a context in memory has nothing to write
    source = context.data_sources.add_sql("raw", connection_string=f"duckdb:///{DATABASE}", create_temp_table=False)

    def validate(suite: Suite, rules: Sequence[Rule], is_strict: bool) -> dict[str, dict[str, Any]]:
        asset = source.add_query_asset(suite.name, query=suite.query)
        asked = [expectation(rule, is_strict=is_strict) for rule in rules]
        result = (
            asset.add_batch_definition("all")
            .get_batch()
            .validate(
                gx.ExpectationSuite(name=suite.name, expectations=asked),
                result_format=DELIVERIES if suite.is_of_deliveries else COUNTS,
            )
        )
        said = {one["expectation_config"]["meta"]["rule"]: one for one in result.to_json_dict()["results"]}
        suites.append({"suite": suite.name, "expectations": [_kept(said[rule.name]) for rule in rules]})
        return said

    try:
        yield validate
    finally:
        # Its connection holds the raw database, which others wait to write.
        engine = source.get_execution_engine()
        engine.close()
        engine.engine.dispose()


def _delivery_findings(
    cursor: Any,  # noqa: ANN401
    validate: Validate,
    entity: Entity,
    delivery_ids: Sequence[str],
) -> Iterator[dict[str, Any]]:
    suite = delivery_suite(entity, delivery_ids)
    said = validate(suite, suite.rules, True)
    cursor.execute(suite.query)
    names = [column[0] for column in cursor.description]
    rows = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    for rule in suite.rules:
        _check_that_it_ran(entity, rule, said[rule.name])
        result = said[rule.name]["result"]
        broken = {entry["delivery_id"] for entry in result.get("unexpected_index_list") or ()}
        if len(broken) != result.get("unexpected_count", 0):
            raise NotCheckedError(f"{entity.path}: {rule.name} names {len(broken)} of what it found")
        for delivery_id in delivery_ids:
            row = rows.get(delivery_id, {})
            observed = row.get(rule.arguments["column"])
            yield _finding(entity, delivery_id, rule, delivery_id in broken) | {
                "observed": None if observed is None else str(observed),
                "row_count": int(row.get("row_count") or 0),
                "expected_row_count": None if row.get("expected_row_count") is None else int(row["expected_row_count"]),
            }


def _row_findings(validate: Validate, entity: Entity, delivery_ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """All deliveries are looked at together and strictly; only what breaks then is looked at one by one."""
    suite = row_suite(entity, delivery_ids)
    if suite is None:
        return
    said = validate(suite, suite.rules, True)
    for rule in suite.rules:
        _check_that_it_ran(entity, rule, said[rule.name])
    doubtful = [rule for rule in suite.rules if not said[rule.name]["success"]]
    for delivery_id in delivery_ids:
        own = said
        if doubtful:
            single = row_suite(entity, [delivery_id], delivery_id)
            own = validate(single, doubtful, False) if single else said
        for rule in suite.rules:
            if rule not in doubtful:
                yield _finding(entity, delivery_id, rule, False)
                continue
            result = own[rule.name]["result"]
            yield _finding(entity, delivery_id, rule, not own[rule.name]["success"]) | {
                "row_count": result.get("element_count", 0),
                "unexpected_count": result.get("unexpected_count", 0),
            }


def _finding(entity: Entity, delivery_id: str, rule: Rule, is_broken: bool) -> dict[str, Any]:
    place = {"source": entity.source, "entity": entity.name, "delivery_id": delivery_id}
    return {**place, "rule": rule.name, "is_broken": is_broken}


class NotCheckedError(Exception):
    """A rule could not be asked: a fault of the contract or of the gate, not of the delivery."""


def _check_that_it_ran(entity: Entity, rule: Rule, said: dict[str, Any]) -> None:
    if not said["success"] and "element_count" not in said["result"]:
        raise NotCheckedError(f"{entity.path}: {rule.name}")


def _kept(said: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a result: the rule, whether it holds, and counts. An exception's text may quote values."""
    configuration = said["expectation_config"]
    arguments = {name: value for name, value in configuration["kwargs"].items() if name != "batch_id"}
    return {
        "rule": configuration["meta"]["rule"],
        "type": configuration["type"],
        "arguments": arguments,
        "severity": configuration.get("severity"),
        "success": said["success"],
        "result": {name: said["result"][name] for name in KEPT_OF_RESULT if name in said["result"]},
    }


def _answers() -> TextIO:
    """A channel of its own: whatever a library prints from here on goes where nobody reads it."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return answers


def _say(answers: TextIO, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
