"""The interface contracts as Python values, read once from `contracts/<source>/<entity>.odcs.yaml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

# Legal rule: no column may tell that a customer is an employee (research: M3). Whatever the contract lacks and
# whose name matches is not merely ignored, its delivery is refused.
EMPLOYEE_MARKER_WORDS = re.compile(
    r"(matricule|salari(e|es|ee|ees|e_id)?|collab\w*|staff|employ\w*|cse|remise_pers\w*|personnel_id|is_personnel)"
)

# What becomes of a breach: the row is kept aside while it is loaded; the delivery is loaded and flagged; it is said.
KEEP_ASIDE, HOLD, WARN = "keep_aside", "hold", "warn"


def marks_employees(column_name: str) -> bool:
    """Whether a column name speaks of staff, in French or English, snake or camel case.

    `personnel` alone is an adjective too (e-mail personnel), so it counts only in `personnel_id` and `is_personnel`.
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column_name).lower().replace("-", "_").replace(" ", "_")
    return re.search(rf"(^|_){EMPLOYEE_MARKER_WORDS.pattern}(_|$)", words) is not None


@dataclass(frozen=True)
class Column:
    """One column of an entity: its SQL type, whether it may be null, its closed list of values, if any, and whom it
    tells of (`none`, `pseudonymous`, `direct`, `sensitive`)."""

    name: str
    sql_type: str
    is_nullable: bool
    values: tuple[str, ...] = ()
    privacy: str = "none"
    description: str = ""


@dataclass(frozen=True)
class Rule:
    """A quality rule of a contract that gate A checks: an expectation and what becomes of a breach."""

    name: str
    kind: str  # what the rule says, whoever checks it: volume, control_total, range, order, pattern, ...
    columns: tuple[str, ...]
    severity: str  # hold | warn
    expectation: str  # Great Expectations' own name for it
    arguments: Mapping[str, Any] = field(default_factory=dict)
    tolerated_percent: float = 0.0  # so many of a delivery's rows may break it
    description: str = ""

    @property
    def is_of_deliveries(self) -> bool:
        """Whether it looks at each delivery as a whole, not at its rows."""
        return self.kind in ("volume", "control_total")


@dataclass(frozen=True)
class CsvDialect:
    """How a CSV file of the contract is written."""

    encoding: str = "utf-8"
    delimiter: str = ";"
    quote: str = '"'


@dataclass(frozen=True)
class Terms:
    """What a contract says beside its columns: who answers for it, what it is, and when it comes."""

    owner: str = ""
    owner_description: str = ""
    purpose: str = ""
    limitations: str = ""
    every: str = ""  # `1 d`
    schedule: str = ""  # a cron line, Paris time
    late_after_hours: int = 0


@dataclass(frozen=True)
class Entity:
    """One entity of one source: its columns, its key, its modes and what one of its corrections replaces."""

    source: str
    name: str
    modes: tuple[str, ...]
    key: tuple[str, ...]
    replaces: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    volume_baseline: str = ""
    dialect: CsvDialect = CsvDialect()
    terms: Terms = Terms()

    @property
    def path(self) -> str:
        """Source and name, as the landing zone's folders."""
        return f"{self.source}/{self.name}"

    @property
    def table(self) -> str:
        """The raw table, the same name in DuckDB and in Snowflake."""
        return f"{self.source}_{self.name}"

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where the contract has none."""
        return {column.name: column for column in self.columns}[name]


@dataclass(frozen=True)
class Contract:
    """Every entity that a source system may deliver."""

    version: int
    entities: tuple[Entity, ...]

    def entity(self, source: str, name: str) -> Entity | None:
        """The entity, None where the contract knows none of that source and name."""
        return next((e for e in self.entities if (e.source, e.name) == (source, name)), None)


@cache
def load_contract() -> Contract:
    """The contract that this version of Lundi speaks. Raises LundiError where a file of it is not one."""
    from lundi.landing.odcs import read_contract

    return read_contract(files("lundi.landing").joinpath("contracts"))
