"""What compared and linked pairs are worth: how many are right, which case found them, what no other case found."""

from dataclasses import dataclass

import duckdb

from lundi.customer.metrics import share

# Records become numbers first: many millions of pairs of texts would be sorted otherwise.
NUMBERED = """
with
numbered as (
    select record_id, true_id, row_number() over () as n from {scored}
),
pairs as (
    select distinct
        least(l.n, r.n) as left_n,
        greatest(l.n, r.n) as right_n,
        l.true_id = r.true_id as is_true
        {more}
    from ({pairs}) as pair
    inner join numbered as l on pair.left_id = l.record_id
    inner join numbered as r on pair.right_id = r.record_id
    where l.n != r.n
)
"""

CANDIDATES = NUMBERED + "select count(*), count(*) filter (where is_true) from pairs"

CASES = (
    NUMBERED
    + """,
counted as (
    select *, count(*) over (partition by left_n, right_n) as case_count from pairs
)
select
    case_code,
    count(*) as edge_count,
    count(*) filter (where is_true) as true_edge_count,
    count(*) filter (where is_true and case_count = 1) as alone_count
from counted
group by case_code
order by case_code nulls last
"""
)


@dataclass(frozen=True)
class Candidates:
    """The pairs that were compared at all."""

    pair_count: int
    true_count: int
    true_pair_count: int  # of the whole set

    @property
    def recall(self) -> float | None:
        """Of all pairs of records of one person, the share that was compared."""
        return share(self.true_count, self.true_pair_count)

    @property
    def precision(self) -> float | None:
        """Of the pairs compared, the share that is one person."""
        return share(self.true_count, self.pair_count)


@dataclass(frozen=True)
class CaseScore:
    """The edges of one case."""

    case_code: str | None
    edge_count: int
    true_edge_count: int
    alone_count: int  # right edges that no other case draws
    true_pair_count: int  # of the whole set

    @property
    def precision(self) -> float | None:
        """The share of its edges that joins two records of one person."""
        return share(self.true_edge_count, self.edge_count)

    @property
    def recall_alone(self) -> float | None:
        """Of all pairs of records of one person, the share that is an edge of this case and of no other."""
        return share(self.alone_count, self.true_pair_count)


def score_candidates(
    connection: duckdb.DuckDBPyConnection, scored: str, pairs: str, true_pair_count: int
) -> Candidates:
    """The figures of compared pairs; `pairs` is a select of left_id and right_id, in any order, repeated or not."""
    row = connection.execute(CANDIDATES.format(scored=scored, pairs=pairs, more="")).fetchall()[0]
    return Candidates(*row, true_pair_count)


def score_cases(
    connection: duckdb.DuckDBPyConnection, scored: str, edges: str, true_pair_count: int
) -> tuple[CaseScore, ...]:
    """The figures of each case; `edges` is a select of left_id, right_id and case_code."""
    statement = CASES.format(scored=scored, pairs=edges, more=", pair.case_code")
    return tuple(CaseScore(*row, true_pair_count) for row in connection.execute(statement).fetchall())
