"""The catalogue of functions: what each is called, what it takes and what it gives."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from sqlglot import exp

CATALOGUE = Path(__file__).with_name("snowflake_signatures.yml")

# What a function gives, besides the place of the argument whose type it keeps (1, 2, 3), `common` and
# `common_after_first`.
GIVEN_TYPES = {
    "whole": exp.DType.BIGINT,
    "decimal": exp.DType.DECIMAL,
    "double": exp.DType.DOUBLE,
    "text": exp.DType.VARCHAR,
    "date": exp.DType.DATE,
    "timestamp": exp.DType.TIMESTAMP,
    "boolean": exp.DType.BOOLEAN,
    "other": exp.DType.UNKNOWN,
}


@dataclass(frozen=True)
class Signature:
    """One function: the kinds of its arguments in their order, how few and how many it takes, what it gives."""

    takes: tuple[str, ...]
    minimum: int
    maximum: int | None  # None: as many as one likes
    gives: str
    use: str  # scalar | aggregate | window (only with over) | table (only in from)

    def kind_at(self, place: int) -> str:
        """The kind of the argument at that place, counted from 0; the last one repeats."""
        return self.takes[min(place, len(self.takes) - 1)]


@cache
def signatures() -> dict[str, Signature]:
    """The catalogue by lower-case name."""
    uses = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    return {name: _signature(use, line) for use, functions in uses.items() for name, line in functions.items()}


def _signature(use: str, line: str) -> Signature:
    """Read from `kind, kind?, kind* -> what it gives`."""
    taken, gives = (side.strip() for side in line.split("->"))
    kinds = [kind.strip() for kind in taken.split(",") if kind.strip()]
    repeats = any(kind.endswith("*") for kind in kinds)
    return Signature(
        takes=tuple(kind.rstrip("?*") for kind in kinds),
        minimum=sum(not kind.endswith(("?", "*")) for kind in kinds),
        maximum=None if repeats else len(kinds),
        gives=gives,
        use=use,
    )


def signature_of(name: str) -> Signature | None:
    """The function of that lower-case name; None where the catalogue has none."""
    return signatures().get(name)


def name_of(call: exp.Anonymous) -> str:
    """The name as written, lower case."""
    return call.name.lower()


def arguments(call: exp.Anonymous) -> list[exp.Expr]:
    """The arguments as written; those behind `distinct` count like any other."""
    given: list[exp.Expr] = []
    for argument in call.expressions:
        given += argument.expressions if isinstance(argument, exp.Distinct) else [argument]
    return given


def part_places(name: str) -> list[int]:
    """The places, counted from 0, of arguments that name a part of a date."""
    signature = signature_of(name)
    return [place for place, kind in enumerate(signature.takes) if kind == "part"] if signature else []


def is_aggregate(node: exp.Expr) -> bool:
    """Whether the node is a call that makes one value of many rows."""
    signature = signature_of(name_of(node)) if isinstance(node, exp.Anonymous) else None
    return signature is not None and signature.use == "aggregate"
