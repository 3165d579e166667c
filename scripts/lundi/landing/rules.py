"""The quality rules of a contract as expectations: the standard's own metrics translated, others taken as they stand.

A rule's severity says who checks it. `keep_aside`: the loading, row by row. `hold` and `warn`: gate A, once a delivery
is in; the first flags the delivery, the second only says so.
"""

from typing import TYPE_CHECKING, Any

from lundi.landing.contract import HOLD, WARN, Rule

if TYPE_CHECKING:
    from lundi.landing.odcs import Place

COMMON_KEYS = {"name", "severity"}
LIBRARY_KEYS = (
    {*COMMON_KEYS, "metric"},
    {"description", "arguments", "unit", "mustBe", "mustBeBetween", "mustBeLessOrEqualTo"},
)
CUSTOM_KEYS = ({*COMMON_KEYS, "type", "engine", "implementation"}, {"description", "method"})
IMPLEMENTATION_KEYS = ({"type", "kwargs"}, set())

# What an expectation says, in the words that both gates and dbt's tests are compared in.
KINDS = {
    "expect_column_values_to_be_between": "range",
    "expect_column_values_to_be_in_set": "accepted_values",
    "expect_column_values_to_match_regex": "pattern",
    "expect_column_values_to_not_be_null": "not_null",
    "expect_column_pair_values_a_to_be_greater_than_b": "order",
}
COLUMN_ARGUMENTS = ("column", "column_A", "column_B")
RECONCILIATION = "reconciliation"
DIFFERENCE_SUFFIX = "_difference"


def closed_list(place: "Place", spec: dict[str, Any]) -> tuple[str, ...]:
    """The values of a rule that the loading checks row by row."""
    rule = place.mapping(spec, LIBRARY_KEYS)
    values = rule.get("arguments", {}).get("validValues")
    if rule["metric"] != "invalidValues" or rule.get("mustBe") != 0 or not values:
        raise place.refuse("a row is kept aside for a value outside a list of validValues, and for nothing else")
    return tuple(values)


def rule_of(place: "Place", spec: Any, column: str | None = None) -> Rule:  # noqa: ANN401 - whatever YAML holds
    """The rule that gate A checks; `column` is the one that it stands at, None for the whole entity."""
    is_custom = isinstance(spec, dict) and spec.get("type") == "custom"
    rule = place.mapping(spec, CUSTOM_KEYS if is_custom else LIBRARY_KEYS)
    (place / "severity").one_of(rule["severity"], (HOLD, WARN))
    return _custom_rule(place, rule, column) if is_custom else _library_rule(place, rule, column)


def _custom_rule(place: "Place", rule: dict[str, Any], column: str | None) -> Rule:
    (place / "engine").one_of(rule["engine"], ("greatExpectations",))
    implementation = (place / "implementation").mapping(rule["implementation"], IMPLEMENTATION_KEYS)
    expectation = (place / "implementation.type").one_of(implementation["type"], tuple(KINDS))
    arguments = implementation["kwargs"]
    named = tuple(arguments[name] for name in COLUMN_ARGUMENTS if name in arguments)
    kind = KINDS[expectation]
    if rule.get("method") == RECONCILIATION:
        kind, named = "control_total", tuple(name.removesuffix(DIFFERENCE_SUFFIX) for name in named)
    if column is not None and named != (column,):
        raise (place / "implementation").refuse(f"stands at column {column} and is about {', '.join(named)}")
    return _rule(rule, kind, named, expectation, arguments)


def _library_rule(place: "Place", rule: dict[str, Any], column: str | None) -> Rule:
    metric = rule["metric"]
    if metric == "rowCount" and column is None and rule.get("unit") == "percent" and "mustBeBetween" in rule:
        low, high = rule["mustBeBetween"]
        limits = {"column": "volume_percent", "min_value": low, "max_value": high}
        return _rule(rule, "volume", (), "expect_column_values_to_be_between", limits)
    if metric == "invalidValues" and column is not None:
        return _invalid_values(place, rule, column)
    raise place.refuse(f"metric {metric} does not stand here, or not with these limits")


def _invalid_values(place: "Place", rule: dict[str, Any], column: str) -> Rule:
    arguments = rule.get("arguments", {})
    if rule.get("mustBe") == 0:
        tolerated = 0.0
    elif rule.get("unit") == "percent" and "mustBeLessOrEqualTo" in rule:
        tolerated = float(rule["mustBeLessOrEqualTo"])
    else:
        raise place.refuse("says neither mustBe: 0 nor mustBeLessOrEqualTo with unit: percent")
    if "pattern" in arguments:
        pattern = arguments["pattern"]
        if not (pattern.startswith("^") and pattern.endswith("$")):
            raise (place / "arguments.pattern").refuse("must be anchored with ^ and $: engines differ where it is not")
        kwargs = {"column": column, "regex": pattern}
        return _rule(rule, "pattern", (column,), "expect_column_values_to_match_regex", kwargs, tolerated)
    if "validValues" in arguments:
        kwargs = {"column": column, "value_set": arguments["validValues"]}
        return _rule(rule, "accepted_values", (column,), "expect_column_values_to_be_in_set", kwargs, tolerated)
    raise (place / "arguments").refuse("says neither pattern nor validValues")


def _rule(
    rule: dict[str, Any],
    kind: str,
    columns: tuple[str, ...],
    expectation: str,
    arguments: dict[str, Any],
    tolerated_percent: float = 0.0,
) -> Rule:
    return Rule(
        name=rule["name"],
        kind=kind,
        columns=columns,
        severity=rule["severity"],
        expectation=expectation,
        arguments=arguments,
        tolerated_percent=tolerated_percent,
        description=rule.get("description", ""),
    )
