"""How well predicted customers agree with the truth, counted in SQL.

The input is one row per record: `record_id`, `true_id` (who it is) and `customer_id` (who the matching says it is).
Pairs are counted from the sizes of groups and never listed: a million records take a second, every figure is exact.
"""

from dataclasses import dataclass

import duckdb

# A cell holds the records of one person in one predicted customer: all figures follow from the cells' sizes.
GROUPS = """
with
cells as (
    select true_id, customer_id, count(*) as n
    from {scored}
    group by true_id, customer_id
),
sized as (
    select
        n,
        sum(n) over (partition by customer_id) as predicted_n,
        sum(n) over (partition by true_id) as true_n
    from cells
),
predicted as (select customer_id, sum(n) as n from cells group by customer_id),
people as (select true_id, sum(n) as n from cells group by true_id)
"""

SCORE = (
    GROUPS
    + """
select
    (select coalesce(sum(n), 0) from cells)::bigint as record_count,
    (select count(*) from people)::bigint as true_cluster_count,
    (select count(*) from predicted)::bigint as cluster_count,
    (select coalesce(max(n), 0) from predicted)::bigint as largest_cluster,
    (select coalesce(sum(n * (n - 1) // 2), 0) from people)::bigint as true_pair_count,
    (select coalesce(sum(n * (n - 1) // 2), 0) from predicted)::bigint as predicted_pair_count,
    (select coalesce(sum(n * (n - 1) // 2), 0) from cells)::bigint as found_pair_count,
    (select sum(n::double * n / predicted_n) / sum(n) from sized) as bcubed_precision,
    (select sum(n::double * n / true_n) / sum(n) from sized) as bcubed_recall,
    (select count(*) from sized where n = predicted_n and n = true_n)::bigint as exact_cluster_count
"""
)

# Of the pairs of people who must stay apart, those of whom any two records share a customer.
TRAPS = """
with
known as (select distinct true_id, customer_id from {scored}),
present as (select distinct true_id from known),
pairs as (
    select distinct kind, least(a, b) as left_id, greatest(a, b) as right_id
    from {traps}
    where a in (select true_id from present) and b in (select true_id from present)
),
merged as (
    select distinct pairs.kind, pairs.left_id, pairs.right_id
    from pairs
    inner join known as l on pairs.left_id = l.true_id
    inner join known as r on pairs.right_id = r.true_id and l.customer_id = r.customer_id
)
select pairs.kind, count(*) as pair_count, count(merged.kind) as merged_count
from pairs
left join merged using (kind, left_id, right_id)
group by pairs.kind
order by pairs.kind
"""


@dataclass(frozen=True)
class Score:
    """The agreement of a partition with the truth. A share whose denominator is zero is None: it cannot be stated."""

    record_count: int
    true_cluster_count: int
    cluster_count: int
    largest_cluster: int
    true_pair_count: int
    predicted_pair_count: int
    found_pair_count: int  # pairs of records that are one person and one customer
    bcubed_precision: float | None
    bcubed_recall: float | None
    exact_cluster_count: int  # customers that hold all records of a person and no other; people of one record count

    @property
    def pair_precision(self) -> float | None:
        """Of the pairs of records in one customer, the share that is one person."""
        return share(self.found_pair_count, self.predicted_pair_count)

    @property
    def pair_recall(self) -> float | None:
        """Of the pairs of records of one person, the share in one customer."""
        return share(self.found_pair_count, self.true_pair_count)

    @property
    def pair_f1(self) -> float | None:
        """The harmonic mean of both."""
        return share(2 * self.found_pair_count, self.predicted_pair_count + self.true_pair_count)

    @property
    def bcubed_f1(self) -> float | None:
        """The harmonic mean of precision and recall as each record sees its own customer and person, then averaged."""
        if not self.bcubed_precision or not self.bcubed_recall:
            return None
        return 2 * self.bcubed_precision * self.bcubed_recall / (self.bcubed_precision + self.bcubed_recall)

    @property
    def exact_cluster_precision(self) -> float | None:
        """Of the customers, the share that is exactly one person with all records."""
        return share(self.exact_cluster_count, self.cluster_count)

    @property
    def exact_cluster_recall(self) -> float | None:
        """Of the people, the share that is exactly one customer."""
        return share(self.exact_cluster_count, self.true_cluster_count)

    @property
    def exact_cluster_f1(self) -> float | None:
        """The harmonic mean of both."""
        return share(2 * self.exact_cluster_count, self.cluster_count + self.true_cluster_count)


@dataclass(frozen=True)
class Trap:
    """One kind of people who must stay apart."""

    kind: str
    pair_count: int  # pairs of people who both have a record in the set
    merged_count: int

    @property
    def merged_rate(self) -> float | None:
        """The share of pairs of whom any two records share a customer."""
        return share(self.merged_count, self.pair_count)


def share(part: float, whole: float) -> float | None:
    """A ratio, None where there is nothing to divide by."""
    return part / whole if whole else None


def score(connection: duckdb.DuckDBPyConnection, scored: str) -> Score:
    """The figures of a relation with record_id, true_id and customer_id, one row per record."""
    return Score(*connection.execute(SCORE.format(scored=scored)).fetchall()[0])


def score_traps(connection: duckdb.DuckDBPyConnection, scored: str, traps: str) -> tuple[Trap, ...]:
    """The figures of each kind of trap; `traps` is a relation with kind, a and b (ids of people)."""
    return tuple(Trap(*row) for row in connection.execute(TRAPS.format(scored=scored, traps=traps)).fetchall())
