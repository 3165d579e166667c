"""Rung static: every call against the catalogue, in name, number and kind of its arguments."""

from collections.abc import Iterator

from sqlglot import exp

from ladder.static_functions import Signature, arguments, is_aggregate, name_of, signature_of
from ladder.static_tree import kind
from standin.functions import known_functions

PARTS = frozenset(
    [
        "year",
        "years",
        "y",
        "yyyy",
        "quarter",
        "quarters",
        "q",
        "month",
        "months",
        "mm",
        "mon",
        "day",
        "days",
        "d",
        "dd",
        "dayofyear",
        "doy",
        "hour",
        "hours",
        "hh",
        "h",
        "minute",
        "minutes",
        "mi",
        "m",
        "second",
        "seconds",
        "sec",
        "s",
        "millisecond",
        "milliseconds",
        "ms",
        "microsecond",
        "microseconds",
        "us",
        "epoch",
        "epoch_second",
    ]
)

# What Snowflake takes at places of this kind; a moment is either of the two.
ACCEPTED = {"moment": ("date", "timestamp"), "timestamp": ("timestamp",), "date": ("date",)}


def wrong_calls(tree: exp.Expr) -> Iterator[str]:
    """Calls that are unknown, have too few or too many arguments, or stand where they cannot."""
    for call in tree.find_all(exp.Anonymous):
        name, signature = name_of(call), signature_of(name_of(call))
        if signature is None:
            known = name in known_functions()
            yield (
                f"{name}() is not in the catalogue: look it up and add it"
                if known
                else f"Snowflake knows no function {name}()"
            )
            continue
        yield from _wrong_number(call, signature)
        yield from _wrong_place(call, signature)


def wrong_kinds(tree: exp.Expr) -> Iterator[str]:
    """Arguments of a known kind that the function does not take; the tree is typed."""
    for call in tree.find_all(exp.Anonymous):
        signature = signature_of(name_of(call))
        if signature is None or not signature.takes:
            continue
        for place, argument in enumerate(arguments(call)):
            wanted, given = signature.kind_at(place), kind(argument)
            if wanted in ("any", "part") or given is None or given in ACCEPTED.get(wanted, (wanted,)):
                continue
            yield f"{name_of(call)}() wants a {wanted}, {argument.sql('snowflake')} is a {given}"


def _wrong_number(call: exp.Anonymous, signature: Signature) -> Iterator[str]:
    count = len(arguments(call))
    at_most = count if signature.maximum is None else signature.maximum
    if signature.minimum <= count <= at_most:
        return
    wanted = f"{signature.minimum} to {signature.maximum if signature.maximum is not None else 'many'} arguments"
    yield f"{name_of(call)}() takes {wanted}, not {count}"


def _wrong_place(call: exp.Anonymous, signature: Signature) -> Iterator[str]:
    is_windowed = isinstance(call.find_ancestor(exp.Window, exp.Select), exp.Window) and _is_windows_own(call)
    if signature.use == "window" and not is_windowed:
        yield f"{name_of(call)}() needs over (…)"
    if signature.use == "scalar" and is_windowed:
        yield f"{name_of(call)}() takes no over (…)"
    if is_aggregate(call) and isinstance(call.find_ancestor(exp.Where, exp.Select), exp.Where):
        yield f"{name_of(call)}() cannot stand in where"


def _is_windows_own(call: exp.Anonymous) -> bool:
    node: exp.Expr = call
    while isinstance(node.parent, exp.IgnoreNulls | exp.RespectNulls | exp.WithinGroup | exp.Filter):
        node = node.parent
    return isinstance(node.parent, exp.Window) and node.arg_key == "this"
