"""Whom a request is about: the account that it names, or the one customer whom all that it gives fits.

Which agreement is enough is said by the cases of the unification (seed customer_match_cases): a person is found by one
that merges, which takes two families of evidence. Nothing is given to a person who might be another one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from lundi.customer.lookup import Answer, Candidate, CustomerLookup, case_texts
from lundi.customer.newcomers import Newcomer
from lundi.errors import LundiError
from lundi.privacy.reach import HERE, Reach
from lundi.warehouse.published import rows

Row = Mapping[str, Any]

REQUEST = "select * from vault.int_customer__requests where request_id = ?"
# Attributes of a lookup that a request may give, as the evidence of a record names them.
GIVEN = {
    "email": "email",
    "phone": "phone",
    "card": "loyalty_card_number",
    "first_name": "first_name",
    "last_name": "last_name_key",
    "birth_date": "birth_date",
}
SPOKEN = {
    "email": "the e-mail address",
    "phone": "the telephone number",
    "card": "the loyalty card number",
    "first_name": "the first name",
    "last_name": "the family name",
    "birth_date": "the birth date",
}
ALWAYS = "the number of one of the person's accounts with its application"
MISSING = {
    "identity_not_checked": (
        "the identity of the person has not been checked",
        "check it, and deliver the request again as a correction with identity_checked_at",
    ),
    "unknown_record": (
        "the account that it names has never been delivered",
        "ask the person for the account's number again, and deliver the request as a correction",
    ),
    "no_criterion": ("it says nothing of who asks", f"ask the person for {ALWAYS}"),
    "one_criterion_alone": (
        "it gives one criterion alone, which others may share",
        f"ask the person for {ALWAYS}, or for the birth date, an e-mail address, a telephone or a card number",
    ),
}


class RequestRefusedError(LundiError):
    """A request that cannot be answered as it stands: `code` says why, the next step what would decide it."""

    def __init__(self, request_id: str, code: str, message: str, next_step: str) -> None:
        super().__init__(f"request {request_id} is refused [{code}]: {message}", next_step)
        self.code = code


@dataclass(frozen=True)
class Found:
    """The customer whom a request is about, and by what: the account it names, or a case of the unification."""

    customer_id: str
    record_id: str | None = None  # the account
    case_code: str | None = None
    agreeing: tuple[str, ...] = ()


def find_request(connection: duckdb.DuckDBPyConnection, request_id: str) -> Row:
    """The request of that number. Raises LundiError where the edition has none."""
    found = rows(connection, REQUEST, [request_id])
    if not found:
        raise LundiError(
            f"the published edition knows no request {request_id}",
            "`lundi privacy requests` lists them; one that came later counts from the next `lundi monday` on",
        )
    return found[0]


class Resolver:
    """Says whom requests are about, on one connection to an edition: what a lookup prepares serves all of them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, reach: Reach = HERE) -> None:
        self._connection, self._reach = connection, reach
        self._lookup: CustomerLookup | None = None
        self._cases: Mapping[str, Row] = {}

    def resolve(self, request: Row) -> Found:
        """The customer whom a request is about. Raises RequestRefusedError where that is not sure."""
        if request["missing_code"]:
            message, next_step = MISSING[request["missing_code"]]
            raise RequestRefusedError(request["request_id"], request["missing_code"], message, next_step)
        newcomer = newcomer_of(request)
        if not newcomer.given:
            return Found(request["customer_id"], record_id=request["record_id"])
        answer = self._find(newcomer)
        if request["customer_id"]:
            return named(request, answer)
        return chosen(request["request_id"], answer, self._cases)

    def _find(self, newcomer: Newcomer) -> Answer:
        threads = self._connection.execute("select current_setting('threads')").fetchall()[0][0]
        if self._lookup is None:
            self._reach.prepare_lookup()
            self._lookup, self._cases = CustomerLookup(self._connection, self._reach), case_texts(self._connection)
        self._connection.execute("set threads = 1")
        answer = self._lookup.find(newcomer)
        # One thread is best for a lookup, and for nothing that follows it.
        self._connection.execute(f"set threads = {threads}")
        return answer


def newcomer_of(request: Row) -> Newcomer:
    """What a request says of who asks, beside an account."""
    return Newcomer(
        first_name=request["first_name"],
        last_name=request["last_name"],
        birth_date=request["birth_date"],
        email=request["email"],
        phone=request["phone"],
        loyalty_card_number=request["loyalty_card_number"],
    )


def chosen(request_id: str, answer: Answer, cases: Mapping[str, Row]) -> Found:
    """The one customer whom all fits. Raises RequestRefusedError: nobody, several, or not surely."""
    fitting = [candidate for candidate in answer.candidates if _fits(candidate)]
    merging = [candidate for candidate in fitting if _merges(candidate, cases)]
    rivals = merging or fitting
    if not rivals:
        raise RequestRefusedError(
            request_id, "nobody_fits", "no customer fits what it gives", f"ask the person for {ALWAYS}"
        )
    best = merging[0] if merging else None
    rivals += [other for other in fitting if best and other not in rivals and _agreeing(other) >= _agreeing(best)]
    if len(rivals) > 1:
        raise RequestRefusedError(
            request_id,
            "several_fit",
            f"{len(rivals)} customers fit what it gives, and nothing tells which of them asks",
            f"what would decide it: {', or '.join([*_deciding(rivals), ALWAYS])}",
        )
    if best is None or best.contradicting_case_code:
        raise RequestRefusedError(
            request_id,
            "not_sure",
            "one customer fits, not surely enough to give everything to whoever asks",
            f"what would decide it: {', or '.join([*_unsaid(rivals[0]), ALWAYS])}",
        )
    return Found(best.customer_id, case_code=best.case_code, agreeing=tuple(sorted(_agreeing(best))))


def named(request: Row, answer: Answer) -> Found:
    """The customer of the account that a request names. Raises RequestRefusedError where the rest is another's."""
    own = [one for one in (*answer.candidates, *answer.refused) if one.customer_id == request["customer_id"]]
    others = [one for one in answer.candidates if one.customer_id != request["customer_id"] and one.case_code]
    if any(one.is_refused or _disagreeing(one) for one in own) or (others and not own):
        raise RequestRefusedError(
            request["request_id"],
            "contradicted",
            "what it says of the person contradicts the account that it names",
            "ask the person again for the account's number, and deliver the request as a correction",
        )
    return Found(request["customer_id"], record_id=request["record_id"])


def _fits(candidate: Candidate) -> bool:
    """Two of the given values agree and none contradicts: one alone is shared by a whole household."""
    return len(_agreeing(candidate)) > 1 and not _disagreeing(candidate)


def _merges(candidate: Candidate, cases: Mapping[str, Row]) -> bool:
    return bool(candidate.case_code) and cases[candidate.case_code]["decision"] == "merge"


def _agreeing(candidate: Candidate) -> set[str]:
    return set(candidate.attributes("same", "close")) & set(GIVEN)


def _disagreeing(candidate: Candidate) -> set[str]:
    # An e-mail, a telephone or a card may have changed since; names and birth date hardly do.
    return set(candidate.attributes("unlike", "different")) & {"first_name", "last_name", "birth_date"}


def _deciding(rivals: Sequence[Candidate]) -> list[str]:
    """What the request does not give and the rivals differ in."""
    return [
        said
        for attribute, said in SPOKEN.items()
        if not any(attribute in _agreeing(rival) for rival in rivals)
        and len({rival.evidence[GIVEN[attribute]] for rival in rivals}) > 1
    ]


def _unsaid(candidate: Candidate) -> list[str]:
    """What is known of the customer and the request does not give."""
    return [
        said
        for attribute, said in SPOKEN.items()
        if attribute not in _agreeing(candidate) and candidate.evidence[GIVEN[attribute]] is not None
    ]
