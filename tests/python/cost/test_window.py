"""Size against time, on a Monday whose every figure was reckoned on paper."""

from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal

import pytest

from lundi.cost.measured import MeasuredMonday
from lundi.cost.rates import Rates, Size, Warehouse
from lundi.cost.window import assumed_size, build_seconds, estimate_window, parse_deadline
from lundi.errors import LundiError

SIZES = tuple(Size(code, Decimal(price)) for code, price in (("xsmall", 1), ("small", 2), ("medium", 4)))
RATES = Rates(
    {"1": SIZES},
    {"LOAD": Warehouse("LOAD", "xsmall", "1", 60), "BUILD": Warehouse("BUILD", "medium", "1", 60)},
    {"ingest": "LOAD", "build": "BUILD", "publish": "BUILD"},
    Decimal(3),
)
# 600 s from the first node to the last and 20 s of dbt's own; 200 s of it follow one another.
MONDAY = MeasuredMonday(
    "R1", "2026-W46", "dev", datetime(2026, 11, 16, 5), {"ingest": 100.0, "build": 620.0, "publish": 10.0},
    build_span=600.0, work=1100.0, chain=200.0, chain_nodes=("model.lundi.a",),
)  # fmt: skip


def window(monday=MONDAY, minutes=30.0, size="xsmall"):
    return estimate_window(monday, RATES, measured_size=size, deadline=time(6, 0), available_seconds=minutes * 60)


def test_what_must_follow_one_another_stays_and_the_rest_shrinks():
    sizes = window().sizes
    assert [size.scaled_seconds for size in sizes] == [600, 300, 150]
    assert [size.build_seconds for size in sizes] == [600, 400, 300]  # 200 + 400, 200 + 200, 200 + 100
    assert [size.monday_seconds for size in sizes] == [730, 530, 430]  # 100 + 20 + build + 10
    assert window().floor_seconds == 330  # 100 + 20 + 200 + 10


def test_credits_are_billed_for_the_work_and_the_wait_of_each_warehouse():
    sizes = window().sizes
    # the build's: 610, 410 and 310 s of work and 60 s of wait; the loading's: 160 s at 1 credit an hour
    assert [size.billed_seconds for size in sizes] == [670, 470, 370]
    credits = [(670 * 1 + 160) / 3600, (470 * 2 + 160) / 3600, (370 * 4 + 160) / 3600]
    assert [size.credits for size in sizes] == pytest.approx(credits)
    assert [size.cost_eur_excl_tax for size in sizes] == pytest.approx([3 * used for used in credits])


def test_work_that_scales_whole_costs_the_same_at_every_size_but_for_the_wait():
    scaling = replace(MONDAY, chain=0.0, steps={"build": 600.0})
    sizes = window(scaling).sizes
    assert [size.build_seconds for size in sizes] == [600, 300, 150]
    work = [size.credits - 60 * size.credits_per_hour / 3600 for size in sizes]
    assert work == pytest.approx([600 / 3600] * 3)


def test_a_build_that_is_one_chain_does_not_get_faster_only_dearer():
    chain = replace(MONDAY, chain=600.0)
    sizes = window(chain).sizes
    assert {size.build_seconds for size in sizes} == {600}
    assert [size.cost_eur_excl_tax for size in sizes] == sorted(size.cost_eur_excl_tax for size in sizes)
    assert build_seconds(600.0, 700.0, 4.0) == 600.0  # clocks differ: a chain is never longer than the build


@pytest.mark.parametrize(
    ("minutes", "cheapest"),
    [(30, "xsmall"), (730 / 60, "xsmall"), (729 / 60, "small"), (431 / 60, "medium"), (7, None)],
)
def test_the_cheapest_size_that_makes_the_window_is_marked(minutes, cheapest):
    assert window(minutes=minutes).cheapest == cheapest


def test_the_latest_start_counts_back_from_the_deadline_to_the_whole_second():
    assert [f"{size.latest_start}" for size in window().sizes] == ["05:47:50", "05:51:10", "05:52:50"]
    late = replace(MONDAY, steps={**MONDAY.steps, "publish": 10.2})
    assert f"{window(late).sizes[0].latest_start}" == "05:47:49"


def test_a_monday_measured_on_a_larger_size_is_slower_on_a_smaller_one():
    sizes = window(size="medium").sizes
    assert [size.build_seconds for size in sizes] == [200 + 4 * 400, 200 + 2 * 400, 600]


def test_a_machine_is_taken_for_the_smallest_size_and_snowflake_for_its_own():
    assert assumed_size(MONDAY, RATES) == "xsmall"
    assert assumed_size(replace(MONDAY, target="prod"), RATES) == "medium"


def test_what_is_no_time_of_day_or_no_size_is_said():
    assert parse_deadline("06:30") == time(6, 30)
    with pytest.raises(LundiError, match="no time of day"):
        parse_deadline("at dawn")
    with pytest.raises(LundiError, match="no warehouse size"):
        window(size="huge")
