"""Rung static: what the project forbids because the engines differ in silence, told from the tree as it is written."""

from collections.abc import Iterator

from sqlglot import exp

from ladder.static_calls import PARTS
from ladder.static_functions import arguments, name_of, part_places
from ladder.static_tree import NULLS_ARE_SAID

# (rule, what is wrong)
Fault = tuple[str, str]

WEEK_FUNCTIONS = frozenset(
    [
        "week",
        "weekofyear",
        "weekiso",
        "week_iso",
        "yearofweek",
        "yearofweekiso",
        "dayofweek",
        "dayofweekiso",
        "dayofweek_iso",
        "dayname",
        "next_day",
        "previous_day",
    ]
)
WEEK_PARTS = frozenset(
    [
        "week",
        "weeks",
        "wk",
        "w",
        "wy",
        "weekofyear",
        "woy",
        "week_iso",
        "weekiso",
        "weekofyeariso",
        "weekofyear_iso",
        "dayofweek",
        "weekday",
        "dow",
        "dw",
        "dayofweekiso",
        "dayofweek_iso",
        "weekday_iso",
        "dow_iso",
        "dw_iso",
        "isodow",
        "yearofweek",
        "yearofweekiso",
        "isoyear",
        "isoweek",
    ]
)
CLOCKS = frozenset(
    [
        "current_timestamp",
        "current_date",
        "current_time",
        "sysdate",
        "systimestamp",
        "getdate",
        "localtime",
        "localtimestamp",
        "now",
        "today",
    ]
)
CLOCK_NODES = (
    exp.CurrentDate,
    exp.CurrentTimestamp,
    exp.CurrentTime,
    exp.CurrentDatetime,
    exp.Localtime,
    exp.Localtimestamp,
)
HASHES = frozenset({"hash", "hash_agg"})
RANDOM = frozenset({"random", "randstr", "uniform", "normal", "uuid_string"})
TYPES = frozenset(
    {
        *(exp.DType.VARCHAR, exp.DType.TEXT, exp.DType.CHAR, exp.DType.BOOLEAN, exp.DType.DATE, exp.DType.VARIANT),
        *(exp.DType.BIGINT, exp.DType.INT, exp.DType.SMALLINT, exp.DType.DECIMAL, exp.DType.DOUBLE, exp.DType.FLOAT),
        *(exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ, exp.DType.TIMESTAMPLTZ, exp.DType.TIMESTAMPTZ),
    }
)
FOREIGN = {
    exp.Filter: "aggregates take no filter (where …): write a case",
    exp.Pow: "there is no operator for powers: write power()",
    exp.IntDiv: "there is no operator for whole division: write floor()",
    exp.Glob: "there is no glob",
    exp.SimilarTo: "there is no similar to",
    exp.Lambda: "functions of lambdas differ",
}


def weeks(tree: exp.Expr) -> Iterator[Fault]:
    """An engine's own week: the session and the engine decide when it begins."""
    for call in tree.find_all(exp.Anonymous):
        parts = {_part(given) for place, given in enumerate(arguments(call)) if place in part_places(name_of(call))}
        if name_of(call) in WEEK_FUNCTIONS or parts & WEEK_PARTS:
            yield "week", f"weeks only through macros/calendar: {short(call)}"
    for node in tree.find_all(exp.Extract, exp.Interval):
        unit = node.this if isinstance(node, exp.Extract) else node.args.get("unit")
        words = f"{unit.name if unit else ''} {node.name}".lower().split()
        if WEEK_PARTS & set(words):
            yield "week", f"weeks only through macros/calendar: {short(node)}"


def parts(tree: exp.Expr) -> Iterator[Fault]:
    """Parts of a date that are none."""
    for call in tree.find_all(exp.Anonymous):
        for place, given in enumerate(arguments(call)):
            is_part = place in part_places(name_of(call))
            if is_part and _part(given) not in PARTS | WEEK_PARTS:
                yield "part", f"{_part(given)} is no part of a date: {short(call)}"


def null_order(tree: exp.Expr) -> Iterator[Fault]:
    """`desc` without nulls first or last: DuckDB puts nulls last, Snowflake first. With asc both put them last."""
    for ordered in tree.find_all(exp.Ordered):
        if ordered.args.get("desc") and not ordered.meta.get(NULLS_ARE_SAID):
            yield "null order", f"say nulls first or last, the engines differ: order by {short(ordered.this)} desc"


def positions(tree: exp.Expr) -> Iterator[Fault]:
    """Group by or order by the number of a column."""
    for group in tree.find_all(exp.Group):
        if any(isinstance(key, exp.Literal) for key in group.expressions):
            yield "position", "group by names, not by positions"
    for ordered in tree.find_all(exp.Ordered):
        if isinstance(ordered.this, exp.Literal):
            yield "position", "order by names, not by positions"


def clocks(tree: exp.Expr) -> Iterator[Fault]:
    """The engine's time: a run has one clock, as_of()."""
    for node in tree.find_all(exp.Anonymous, *CLOCK_NODES):
        if isinstance(node, CLOCK_NODES) or name_of(node) in CLOCKS:
            yield "clock", f"the run's clock is as_of(), not {short(node)}"


def unlike(tree: exp.Expr) -> Iterator[Fault]:
    """Functions whose results differ between the engines: hashes, chance, regular expressions."""
    for call in tree.find_all(exp.Anonymous):
        name = name_of(call)
        if name in HASHES:
            yield "hash", f"each engine hashes in its own way: md5 or sha2 instead of {name}()"
        elif name in RANDOM:
            yield "chance", f"no two runs agree on {name}()"
        elif name.startswith("regexp") or name == "rlike":
            yield "regexp", f"the engines' patterns and matches differ: {name}()"
    for node in tree.find_all(exp.RegexpLike, exp.RegexpILike):
        yield "regexp", f"the engines' patterns and matches differ: {short(node)}"


def casts(tree: exp.Expr) -> Iterator[Fault]:
    """Types with a length for text (one engine cuts, the other does not) and types that Snowflake has not."""
    for cast in tree.find_all(exp.Cast, exp.TryCast):
        data_type = cast.to
        if data_type.this in exp.DataType.TEXT_TYPES and data_type.expressions:
            yield "text length", f"one engine cuts the text, the other does not: {short(cast)}"
        if data_type.this not in TYPES:
            yield "type", f"not a type of the project: {short(cast)}"


def foreign(tree: exp.Expr) -> Iterator[Fault]:
    """What the parser takes and Snowflake does not."""
    for node in tree.find_all(*FOREIGN):
        yield "grammar", f"{FOREIGN[type(node)]}: {short(node)}"
    for distinct in tree.find_all(exp.Distinct):
        if distinct.args.get("on"):
            yield "grammar", "there is no distinct on: write qualify row_number()"
    for join in tree.find_all(exp.Join):
        words = {str(join.args.get(word) or "").upper() for word in ("kind", "side", "method")}
        if words & {"SEMI", "ANTI", "POSITIONAL", "ASOF"}:
            yield "grammar", f"write the join with exists or a window: {' '.join(sorted(words)).strip().lower()} join"


WRITTEN_RULES = (weeks, parts, null_order, positions, clocks, unlike, casts, foreign)


def _part(node: exp.Expr) -> str:
    return node.name.lower()


def short(node: exp.Expr) -> str:
    """The node's SQL, short enough for a line."""
    text = node.sql("snowflake", comments=False)
    return text if len(text) <= 90 else f"{text[:87]}..."
