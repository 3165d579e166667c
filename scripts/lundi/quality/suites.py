"""The suites of gate A, made from the contracts: what is asked of which rows. Pure functions; nothing runs here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lundi.landing.contract import HOLD, Entity, Rule
from lundi.landing.rules import DIFFERENCE_SUFFIX
from lundi.warehouse.load_sql import literal, quoted

GX_SEVERITIES = {HOLD: "critical"}
STRICT = 1.0


@dataclass(frozen=True)
class Suite:
    """Expectations of one entity on one question: the rows of deliveries, or the deliveries themselves."""

    name: str
    query: str
    rules: tuple[Rule, ...]
    is_of_deliveries: bool


def expectation(rule: Rule, *, is_strict: bool) -> dict[str, Any]:
    """A rule as Great Expectations reads it."""
    arguments = dict(rule.arguments)
    if not is_strict and rule.tolerated_percent:
        arguments["mostly"] = STRICT - rule.tolerated_percent / 100
    return {
        "type": rule.expectation,
        "kwargs": arguments,
        "meta": {"rule": rule.name},
        "severity": GX_SEVERITIES.get(rule.severity, "warning"),
    }


def row_suite(entity: Entity, delivery_ids: Sequence[str], name: str = "rows") -> Suite | None:
    """What is asked of the rows of these deliveries; None where the contract asks nothing."""
    rules = tuple(rule for rule in entity.rules if not rule.is_of_deliveries)
    if not rules:
        return None
    listed = ", ".join(literal(delivery_id) for delivery_id in delivery_ids)
    # What no rule is about is not read: a wide row of a person stays where it is.
    names = ", ".join(quoted(name) for name in columns_read(rules))
    query = f"select {names} from lundi_raw.raw.{quoted(entity.table)} where delivery_id in ({listed})"
    return Suite(f"{entity.path} {name}", query, rules, is_of_deliveries=False)


def delivery_suite(entity: Entity, delivery_ids: Sequence[str]) -> Suite:
    """What is asked of these deliveries as a whole: their volume and their control totals."""
    rules = tuple(rule for rule in entity.rules if rule.is_of_deliveries)
    listed = ", ".join(literal(delivery_id) for delivery_id in delivery_ids)
    totals = [rule.columns[0] for rule in rules if rule.kind == "control_total"]
    differences = "".join(f", {_difference(total)}" for total in totals)
    sums = ", ".join(["delivery_id", *(f"sum({quoted(total)}) as {quoted(total)}" for total in totals)])
    query = (
        f"select deliveries.delivery_id, volume_percent, row_count, expected_row_count{differences} from deliveries "
        f"left join (select {sums} from lundi_raw.raw.{quoted(entity.table)} where delivery_id in ({listed}) "
        f"group by delivery_id) as totals on deliveries.delivery_id = totals.delivery_id "
        f"where source = {literal(entity.source)} and entity = {literal(entity.name)} "
        f"and deliveries.delivery_id in ({listed})"
    )
    return Suite(f"{entity.path} deliveries", query, rules, is_of_deliveries=True)


def _difference(total: str) -> str:
    """What the rows add up to less what was announced; null where nothing was."""
    announced = f"json_extract_string(control_totals, {literal(f'$.{total}')})"
    return (
        f"case when {announced} is not null then coalesce(totals.{quoted(total)}, 0) "
        f"- coalesce(try_cast({announced} as decimal(18, 2)), 0) end as {quoted(total + DIFFERENCE_SUFFIX)}"
    )


def columns_read(rules: Iterable[Rule]) -> list[str]:
    """The columns that these rules look at, and the delivery of a row."""
    return sorted({"delivery_id", *(column for rule in rules for column in rule.columns)})
