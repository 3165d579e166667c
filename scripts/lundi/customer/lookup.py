"""`lundi customers lookup`: the customers that a newcomer may be, before an application makes a record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from lundi.customer.newcomers import (
    Evidence,
    Newcomer,
    Prepared,
    Reader,
    as_rows,
    one_transaction,
    unused,
    without_optimiser,
)
from lundi.customer.statements import composed, load_statements
from lundi.errors import LundiError
from lundi.privacy.reach import HERE, Reach

# As many records of one key as the matching compares, too (largest_customer_block): more of them say nothing.
MOST_RECORDS_OF_A_KEY = 150
# Levels from the best to the one that says nothing, and the attributes in the order of a vector's letters.
LEVELS = {
    "S": "same",
    "C": "close",
    "K": "akin",
    "U": "unlike",
    "D": "different",
    "M": "missing",
    "N": "not_compared",
}
ATTRIBUTES = (
    "first_name",
    "last_name",
    "birth_date",
    "card",
    "email",
    "phone",
    "address",
    "postal_code",
    "town",
    "gender",
    "source",
)
# Alone none of them says who somebody is, and yet the customer behind it must be seen before another is made.
TELLING_ATTRIBUTES = ("email", "phone", "card")
CONFIDENCES = ("certain", "likely", "possible")

KEYS = "select key_number, key_kind from int_customer__lookup_keys"
RECORDS = """
select key_kind, count(*) as record_count, list(record_number) as record_numbers
from vault.int_customer__lookup_keys
where key_number in ({keys})
group by key_number, key_kind
"""
# First where the rows stand, then the rows: a condition on a number would read every column of every record.
CLUSTERS = "select distinct cluster_number from vault.int_customer__customer_records where record_number in ({numbers})"
MEMBERS_OF, EVIDENCE_OF_ALL = "lundi.vault.int_customer__customer_records", "lundi.vault.int_customer__evidence"
MEMBER_ROWS = "select rowid from vault.int_customer__customer_records where cluster_number in ({numbers})"
MEMBERS = """
insert into members
select record_number, cluster_number, customer_id, source_system, source_customer_id
from vault.int_customer__customer_records
where rowid in (select unnest([{rows}]))
"""
EVIDENCE_ROWS = "select rowid from vault.int_customer__evidence where record_number in ({numbers})"
EVIDENCE = """
insert into met_evidence
select * from vault.int_customer__evidence
where rowid in (select unnest([{rows}]))
"""
COMPARED = """
select
    members.customer_id,
    members.cluster_number,
    members.record_number,
    compared.vector,
    texts.case_code,
    texts.decision,
    texts.strength,
    texts.confidence
from int_customer__compared_pairs as compared
inner join members
    on compared.right_number = members.record_number
left join int_customer__decided_vectors as decided
    on compared.vector = decided.vector
left join vault.int_customer__case_texts as texts
    on decided.case_code = texts.case_code
"""
# What all records of a customer know together, where no two records decide.
COMPARED_ENTITIES = """
select
    case when pairs.left_cluster = newcomer_evidence.record_number then pairs.right_cluster else pairs.left_cluster end
        as cluster_number,
    texts.case_code,
    texts.decision,
    texts.strength,
    texts.confidence
from int_customer__entity_pairs as pairs
cross join newcomer_evidence
inner join int_customer__decided_entity_vectors as decided
    on pairs.vector = decided.vector
inner join vault.int_customer__case_texts as texts
    on decided.case_code = texts.case_code
"""
GIVEN = {
    "int_customer__evidence": "select * from newcomer_evidence union all by name select * from met_evidence",
    "int_customer__candidate_pairs": "select newcomer_evidence.record_number as left_number, "
    "members.record_number as right_number, cast(0 as bigint) as fingerprint from newcomer_evidence cross join members",
    "int_customer__record_clusters": "select record_number, cluster_number from members "
    "union all select record_number, record_number as cluster_number from newcomer_evidence",
    "int_customer__cluster_conflicts": "select cast(null as bigint) as left_number, "
    "cast(null as bigint) as right_number where false",
}
COMPARED_MODELS = ("int_customer__compared_pairs", "int_customer__decided_vectors")
ENTITY_MODELS = (
    "int_customer__compared_pairs",
    "int_customer__entity_meetings",
    "int_customer__entity_members",
    "int_customer__entity_pairs",
    "int_customer__decided_entity_vectors",
)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Candidate:
    """A customer that the newcomer may be, or one of the household that a case refuses (`is_refused`)."""

    customer_id: str
    confidence: str | None
    case_code: str | None
    strength: int
    is_refused: bool
    contradicting_case_code: str | None
    levels: Mapping[str, str]  # attribute: the best level that any record of the customer reaches
    records: tuple[str, ...]
    evidence: Evidence  # of the record that agrees in most
    is_ambiguous: bool = False

    def attributes(self, *levels: str) -> list[str]:
        """The attributes that compare so."""
        return [attribute for attribute, level in self.levels.items() if level in levels]


@dataclass(frozen=True)
class Answer:
    """What a lookup found: the best candidates first, those who are surely others, and what was of no use."""

    candidates: tuple[Candidate, ...]
    refused: tuple[Candidate, ...]
    unused: tuple[str, ...]  # given, and proving nothing
    crowded: Mapping[str, int]  # kind of key: so many records share it that it was not followed


class CustomerLookup:
    """Lookups on one open connection to an edition."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, reach: Reach = HERE) -> None:
        self._connection, self._reach = connection, reach
        # Plans of many small steps over a few rows: a second thread costs a fifth more than it brings.
        connection.execute("set threads = 1")
        statements = load_statements(connection)
        self._prepared = Prepared(connection)
        self._reader = Reader(connection, statements, self._prepared, reach)
        self._prepared.make("met_evidence", "int_customer__evidence")
        connection.execute(
            "create or replace temp table members (record_number bigint, cluster_number bigint, customer_id varchar, "
            "source_system varchar, source_customer_id varchar)"
        )
        keys = composed(
            statements, ["int_customer__lookup_keys"], {"int_customer__evidence": "select * from newcomer_evidence"}
        )
        self._keys_query = f"{keys}\n{KEYS}"
        self._entities_query = f"{composed(statements, ENTITY_MODELS, GIVEN)}\n{COMPARED_ENTITIES}"
        self._compared_query = f"{composed(statements, COMPARED_MODELS, GIVEN)}\n{COMPARED}"

    def find(self, newcomer: Newcomer) -> Answer:
        """The customers that the newcomer may be. Raises LundiError where nothing at all is known."""
        if not newcomer.given:
            raise LundiError(
                "nothing is known of the newcomer", "give at least one of --email, --phone, --last-name ..."
            )
        with one_transaction(self._connection):
            evidence = self._reader.read(newcomer)
            numbers, crowded = self._records_met()
            rows = self._compared(numbers) if numbers else []
        found = [candidate for candidate in (_candidate(rows) for rows in _by_customer(rows)) if candidate]
        offered = _with_ambiguity([candidate for candidate in found if not candidate.is_refused])
        return Answer(
            tuple(sorted(offered, key=_rank)),
            tuple(sorted((candidate for candidate in found if candidate.is_refused), key=_rank)),
            tuple(unused(newcomer, evidence)),
            crowded,
        )

    def _records_met(self) -> tuple[list[int], dict[str, int]]:
        with without_optimiser(self._connection):
            keys = [str(row["key_number"]) for row in self._prepared.rows("keys", self._keys_query)]
        if not keys:
            return [], {}
        self._reach.bring("lundi.vault.int_customer__lookup_keys", ("key_number",), [(key,) for key in keys])
        rows = self._connection.execute(RECORDS.format(keys=", ".join(keys))).fetchall()
        followed = {number for _, count, numbers in rows if count <= MOST_RECORDS_OF_A_KEY for number in numbers}
        return sorted(followed), {kind: count for kind, count, _ in rows if count > MOST_RECORDS_OF_A_KEY}

    def _compared(self, numbers: Sequence[int]) -> list[Row]:
        execute = self._connection.execute
        execute("delete from members")
        self._reach.bring(MEMBERS_OF, ("record_number",), [(number,) for number in numbers])
        clusters = self._listed(CLUSTERS.format(numbers=", ".join(map(str, numbers))))
        self._reach.bring(MEMBERS_OF, ("cluster_number",), [(number,) for number in clusters.split(", ")])
        execute(MEMBERS.format(rows=self._listed(MEMBER_ROWS.format(numbers=clusters))))
        execute("delete from met_evidence")
        members = self._listed("select record_number from members")
        self._reach.bring(EVIDENCE_OF_ALL, ("record_number",), [(number,) for number in members.split(", ")])
        execute(EVIDENCE.format(rows=self._listed(EVIDENCE_ROWS.format(numbers=members))))
        evidence = {row["record_number"]: row for row in as_rows(execute("select * from met_evidence"))}
        entities: dict[int, Row] = {}
        with without_optimiser(self._connection):
            compared = self._prepared.rows("members", self._compared_query)
            if not all(any(row["decision"] == "merge" for row in group) for group in _by_customer(compared)):
                decided = self._prepared.rows("entities", self._entities_query)
                entities = {row["cluster_number"]: row for row in decided}
        return [
            {**row, "evidence": evidence[row["record_number"]], "entity": entities.get(row["cluster_number"], {})}
            for row in compared
        ]

    def _listed(self, query: str) -> str:
        """The only column of a query, as a list for another one."""
        return ", ".join(str(row[0]) for row in self._connection.execute(query).fetchall())


def case_texts(connection: duckdb.DuckDBPyConnection) -> dict[str, Row]:
    """Names and reasons of the cases by their codes."""
    return {
        row["case_code"]: row for row in as_rows(connection.execute("select * from vault.int_customer__case_texts"))
    }


def _candidate(rows: Sequence[Row]) -> Candidate | None:
    """What the comparisons with the records of one customer say together; None where they say nothing worth a look."""
    levels = best_levels([row["vector"] for row in rows])
    refusals = sorted({row["case_code"] for row in rows if row["decision"] == "refuse"})
    best = max(_decisions(rows), key=lambda found: (found[2], found[0]), default=None)
    nearest = min(rows, key=lambda row: (_disagreement(row["vector"]), row["record_number"]))
    is_refused = bool(refusals) and (best is None or best[1] != "merge")
    if best is None and not refusals and not any(levels[name] in ("same", "close") for name in TELLING_ATTRIBUTES):
        return None
    case_code, _, strength, confidence = best or (None, None, 0, "possible")
    if is_refused:
        case_code, strength, confidence = refusals[0], 0, None
    elif refusals:
        confidence = weaker(confidence)
    return Candidate(
        rows[0]["customer_id"],
        confidence,
        case_code,
        strength,
        is_refused,
        refusals[0] if refusals and not is_refused else None,
        levels,
        tuple(sorted(row["evidence"]["record_id"] for row in rows)),
        nearest["evidence"],
    )


def _decisions(rows: Sequence[Row]) -> list[tuple[str, str, int, str]]:
    """Case, decision, strength and confidence of each case that does not refuse, of records or of all together."""
    named = ("case_code", "decision", "strength", "confidence")
    found = {tuple(said.get(name) for name in named) for row in rows for said in (row, row["entity"])}
    return [decision for decision in found if decision[0] and decision[1] != "refuse"]


def best_levels(vectors: Iterable[str]) -> dict[str, str]:
    """The best level that any of the vectors reaches in each attribute."""
    columns = zip(ATTRIBUTES, zip(*vectors, strict=True), strict=True)
    return {attribute: LEVELS[min(letters, key=list(LEVELS).index)] for attribute, letters in columns}


def weaker(confidence: str) -> str:
    """The next class down."""
    return CONFIDENCES[min(CONFIDENCES.index(confidence) + 1, len(CONFIDENCES) - 1)]


def _with_ambiguity(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Where several are as good as each other, none of them is as sure as it would be alone."""
    counts = {name: sum(candidate.confidence == name for candidate in candidates) for name in CONFIDENCES}
    return [
        candidate
        if counts[candidate.confidence] == 1 or candidate.confidence == CONFIDENCES[-1]
        else replace(candidate, confidence=weaker(candidate.confidence), is_ambiguous=True)
        for candidate in candidates
        if candidate.confidence
    ]


def _rank(candidate: Candidate) -> tuple:
    place = CONFIDENCES.index(candidate.confidence) if candidate.confidence else len(CONFIDENCES)
    return place, -candidate.strength, -len(candidate.attributes("same", "close")), candidate.customer_id


def _disagreement(vector: str) -> tuple[int, int]:
    return sum(letter not in "SC" for letter in vector), vector.count("D")


def _by_customer(rows: Sequence[Row]) -> list[list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["customer_id"], []).append(row)
    return list(grouped.values())
