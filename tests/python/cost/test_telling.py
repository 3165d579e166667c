"""What the command prints, on the Monday reckoned on paper."""

import io
import json

from rich.console import Console

from cost.test_window import MONDAY, RATES, window
from lundi.cost.telling import as_document, tell_cost


def told(found):
    console = Console(file=io.StringIO(), width=80, highlight=False, soft_wrap=True)
    tell_cost(console, MONDAY, RATES, found)
    return console.file.getvalue()


def test_the_table_fits_a_terminal_and_marks_the_cheapest_size_in_time():
    lines = told(window(minutes=9)).splitlines()
    rows = [line for line in lines if line.startswith(("xsmall", "small", "medium"))]
    assert [row.split()[-1] for row in rows] == ["late", "cheapest", "time"]
    assert rows[1].split() == ["small", "2", "5:00", "6:40", "8:50", "05:51", "7:50", "0.306", "0.92", "cheapest"]
    assert all(len(row) <= 80 for row in rows)


def test_it_says_what_is_estimated_what_is_billed_and_that_nothing_follows():
    text = told(window())
    for said in (
        "everything below is an estimate",
        "doubles the price of a minute",
        "takes 3 min 20 s (a)",
        "60 s at least",
        "then 60 s until it suspends itself",
        "nothing: no credit until it is woken again",
    ):
        assert said in text


def test_a_window_that_no_size_makes_is_said_without_a_timeline():
    text = told(window(minutes=5))
    assert "No size makes the 5 min 00 s before 06:00" in text
    assert "nothing: no credit" not in text


def test_machines_get_the_same_figures():
    document = json.loads(as_document(MONDAY, RATES, window(minutes=9)))
    assert document["window"]["cheapest"] == "small"
    assert document["window"]["deadline"] == "06:00:00"
    assert [size["monday_seconds"] for size in document["window"]["sizes"]] == [730, 530, 430]
    assert document["measured"]["as_of"] == "2026-11-16T05:00:00Z"
    assert document["is_estimate"] is True
