"""What the tests of the ladder's static check share: a few tables, and the rules that a query breaks."""

import re
from collections.abc import Callable

import pytest

from ladder.static_query import Examiner

TABLES = {
    "lundi.core.sales": {
        "store_id": "varchar",
        "ticket_id": "varchar",
        "sold_on": "date",
        "sold_at": "timestamp",
        "units": "bigint",
        "lines": "bigint",
        "amount": "numeric(18, 2)",
        "rate": "double",
        "is_web": "boolean",
    },
    "lundi.core.stores": {"store_id": "varchar", "name_fr": "varchar", "opened_on": "date"},
    "lundi.core.unsaid": {"code": None},
    "lundi_raw.raw.empty": {},
}


@pytest.fixture(scope="session")
def faults_of() -> Callable[[str], list[tuple[str, str]]]:
    """The (rule, description) pairs of everything wrong with a query; `sales` and `stores` stand for the tables."""
    examiner = Examiner(TABLES)

    def find(sql: str) -> list[tuple[str, str]]:
        full = re.sub(r"\b(from|join) (sales|stores)\b", r"\1 LUNDI.core.\2", sql)
        return examiner.examine(full).faults

    return find
