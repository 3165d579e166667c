"""Nothing is answered without a line, and the summary says what was not done."""

import json

from standin import Disposition, Ledger, StandIn, Statement


def statement(sql: str, disposition: Disposition = Disposition.EXECUTED, **more) -> Statement:
    return Statement(sql, disposition, 1.5, **more)


def test_statements_stand_in_the_order_they_ended():
    ledger = Ledger()
    for number in range(3):
        ledger.add(statement(f"select {number}"))
    assert [line.sql for line in ledger.statements] == ["select 0", "select 1", "select 2"]


def test_statements_are_found_by_what_became_of_them():
    ledger = Ledger()
    ledger.add(statement("select 1"))
    ledger.add(statement("create role r", Disposition.RECORDED))
    assert [line.sql for line in ledger.having(Disposition.RECORDED)] == ["create role r"]
    assert ledger.having(Disposition.REFUSED) == ()


def test_the_summary_counts_and_names_what_was_not_done():
    ledger = Ledger()
    ledger.add(statement("select 1"))
    ledger.add(statement("create transient table t (a int)", left_out=("transient",)))
    for role in ("a", "b"):
        ledger.add(statement(f"Grant Select on\n table t to role {role}", Disposition.RECORDED))
    ledger.add(statement("call p()", Disposition.REFUSED, error="procedures are not run"))
    assert ledger.summary().splitlines() == [
        "executed: 2",
        "rewritten: 0",
        "session: 0",
        "recorded: 2",
        "refused: 1",
        "recorded but not run (2):",
        "      2 x grant select on table",
        "run, but without (1):",
        "      1 x transient",
    ]


def test_an_opening_is_one_short_line():
    assert statement("select\n  1,\n  2").opening == "select 1, 2"
    assert len(statement("select " + "1, " * 200).opening) == 110


def test_the_file_holds_a_line_for_each_statement_as_it_ends(tmp_path):
    path = tmp_path / "ledger.jsonl"
    with StandIn(ledger=path) as standin, standin.client(role="r") as client:
        client.cursor().execute("select 'é' as a")
        client.cursor().execute("create role r")
        first, second = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    assert (first["sql"], first["disposition"], first["role"]) == ("select 'é' as a", "executed", "R")
    assert (second["disposition"], second["error"], second["left_out"]) == ("recorded", None, [])


def test_a_refused_statement_stands_there_with_its_error(fate):
    line = fate("select a from nowhere")
    assert line.disposition is Disposition.REFUSED
    assert "NOWHERE" in line.error
