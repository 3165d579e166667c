"""Of whom nothing was heard for too long: how many are to be told, how many to be erased."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lundi.warehouse.published import rows

if TYPE_CHECKING:
    from lundi.snowflake.asking import Asked

STEPS = """
select retention_step_code, count(*) as customer_count, min(kept_until_date) as first_kept_until_date
from marts.fct_retention
group by retention_step_code
order by retention_step_code
"""


@dataclass(frozen=True)
class RetentionStep:
    """What is due (`notice` or `erase`), for how many customers, and the first day on which a period ended or ends."""

    code: str
    customer_count: int
    first_kept_until_date: date


def retention_steps(connection: "Asked") -> list[RetentionStep]:
    """What is due by the published edition. Raises LundiError where an older version published it."""
    return [RetentionStep(*row.values()) for row in rows(connection, STEPS)]
