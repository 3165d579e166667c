"""What `lundi cost` tells: the table, what it rests on and what follows the Monday."""

import json
from dataclasses import asdict

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lundi.cost.measured import MeasuredMonday
from lundi.cost.rates import Rates
from lundi.cost.window import SizeEstimate, WindowEstimate

CHAIN_SHOWN = 4


def tell_cost(console: Console, monday: MeasuredMonday, rates: Rates, window: WindowEstimate) -> None:
    """Prints the estimate for people."""
    console.print(_measured_sentence(monday, window), soft_wrap=True)
    console.print(_table(rates, window))
    for sentence in (*_reading(monday, window), *_timeline(rates, window)):
        console.print(escape(sentence), soft_wrap=True)


def as_document(monday: MeasuredMonday, rates: Rates, window: WindowEstimate) -> str:
    """The same as JSON for machines; seconds, credits and euros tax excluded, unrounded."""
    document = {
        "measured": {**asdict(monday), "as_of": f"{monday.as_of:%Y-%m-%dT%H:%M:%SZ}", "seconds": monday.seconds},
        "eur_per_credit": float(rates.eur_per_credit),
        "warehouse": asdict(rates.build_warehouse),
        "window": {**asdict(window), "deadline": f"{window.deadline:%H:%M:%S}"},
        "is_estimate": True,
    }
    for size in document["window"]["sizes"]:
        size["latest_start"] = f"{size['latest_start']:%H:%M:%S}"
    return json.dumps(document, indent=2, ensure_ascii=False)


def _measured_sentence(monday: MeasuredMonday, window: WindowEstimate) -> str:
    where = "on Snowflake" if monday.target == "prod" else "on this machine"
    return (
        f"Measured: the Monday of {monday.iso_week}, {where}, {_minutes(monday.seconds)} in all; its build "
        f"{_minutes(monday.build_span)} for {_minutes(monday.work)} of work side by side. "
        f"These seconds are taken as those of size {window.measured_size}; everything below is an estimate."
    )


def _table(rates: Rates, window: WindowEstimate) -> Table:
    warehouse = rates.build_warehouse
    columns = ("size", "cr/h", "if scaled", "expected", "Monday", "start", "billed", "credits", "EUR", "")
    title = f"{warehouse.warehouse_code}, generation {warehouse.generation}, {rates.eur_per_credit} EUR a credit"
    table = Table(box=None, title=title, title_justify="left", padding=(0, 1, 0, 0))
    for name in columns:
        table.add_column(name, justify="left" if name in ("size", "") else "right", no_wrap=True)
    for size in window.sizes:
        table.add_row(*_row(size, window), style="bold" if size.size_code == window.cheapest else None)
    return table


def _row(size: SizeEstimate, window: WindowEstimate) -> tuple[str, ...]:
    mark = "late"
    if size.makes_the_window:
        mark = "cheapest" if size.size_code == window.cheapest else "in time"
    return (
        size.size_code,
        f"{size.credits_per_hour:g}",
        _clock(size.scaled_seconds),
        _clock(size.build_seconds),
        _clock(size.monday_seconds),
        f"{size.latest_start:%H:%M}",
        _clock(size.billed_seconds),
        f"{size.credits:.3f}",
        f"{size.cost_eur_excl_tax:.2f}",
        mark,
    )


def _reading(monday: MeasuredMonday, window: WindowEstimate) -> list[str]:
    shown = [name.split(".")[2] for name in monday.chain_nodes if not name.startswith("test.")]
    chain = " > ".join([*shown[: CHAIN_SHOWN - 1], "...", shown[-1]] if len(shown) > CHAIN_SHOWN else shown)
    sentences = [
        "Minutes and seconds: the build if all of it scaled, the build as expected, the whole Monday, and what the "
        f"build's warehouse is billed for. Start: the latest, for {window.deadline:%H:%M}. EUR: tax excluded, all "
        "warehouses.",
        "A size up doubles the price of a minute and, as far as the work scales, halves the minutes: the price stays "
        "about the same until it stops scaling, and then doubles for nothing.",
        f"It stops here at {_minutes(window.floor_seconds)}: the longest chain of nodes that wait for one another "
        f"takes {_minutes(monday.chain)} ({chain}), and what is not the build's does not shrink.",
    ]
    if window.cheapest is None:
        sentences.append(
            f"No size makes the {_minutes(window.available_seconds)} before {window.deadline:%H:%M}: start earlier "
            "(--minutes-available), or shorten the chain."
        )
    return sentences


def _timeline(rates: Rates, window: WindowEstimate) -> list[str]:
    """Power for minutes, then nothing."""
    size = next((size for size in window.sizes if size.size_code == window.cheapest), None)
    if size is None:
        return []
    warehouse = rates.build_warehouse
    return [
        f"{size.latest_start:%H:%M:%S}  the Monday begins, at the latest; {warehouse.warehouse_code} "
        f"({size.size_code}) sleeps until the build's first query",
        f"{'+' + _minutes(size.billed_seconds):>8}  billed: work, then {warehouse.auto_suspend_seconds} s until it "
        "suspends itself; a start costs 60 s at least, however short the work",
        f"{'then':>8}  nothing: no credit until it is woken again, next Monday",
    ]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"
