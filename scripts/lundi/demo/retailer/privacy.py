"""Requests of people about their data, and what data stewards decided about doubtful pairs of records."""

from dataclasses import dataclass, replace

import numpy as np

from lundi.demo.retailer.cards import Cards
from lundi.demo.retailer.choices import numbers_as_text, pick, shared_out, texts
from lundi.demo.retailer.contacts import Contacts
from lundi.demo.retailer.population import Population
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.records import APP, SYSTEMS, Records
from lundi.demo.retailer.size import DemoPlan

REQUESTS_PER_PERSON = 0.001
FEWEST_REQUESTS = 8
REQUEST_TYPES = {"access": 0.35, "erasure": 0.3, "objection": 0.2, "rectification": 0.15}
# How people say who they are.
IDENTIFICATIONS = {"account": 0.4, "email": 0.3, "card": 0.15, "name": 0.15}
CHECKED_SHARE = 0.9
DAYS_TO_ERASE = 12
DECISIONS_PER_PERSON = 0.0006
FEWEST_DECISIONS = 6
DECIDED_BY = {"data-steward-1": 0.5, "data-steward-2": 0.3, "customer-service": 0.2}
COMMENTS = {
    "same_person": ("called back, same date of birth", "identity card seen in store", "same person, moved house"),
    "different_people": ("two people of one household", "identity cards seen in store", "father and son"),
}
DAY = 86_400


@dataclass(frozen=True)
class Requests:
    """One row per request: what is asked, by whom (through which of their records) and when."""

    request_type: np.ndarray
    person: np.ndarray
    record: np.ndarray
    received_at: np.ndarray  # datetime64[s]
    checked_at: np.ndarray  # datetime64[s], NaT while unchecked


def choose_requests(plan: DemoPlan, people: Population, records: Records) -> Requests:
    """Who asks for what; each asks after the oldest of their records was made."""
    draw = generator(plan.seed, "requests")
    count = min(people.count, max(FEWEST_REQUESTS, round(people.count * REQUESTS_PER_PERSON)))
    first_record = np.full(people.count, -1)
    oldest_last = np.argsort(records.created_at, kind="stable")[::-1]
    first_record[records.person[oldest_last]] = oldest_last
    known_early = np.flatnonzero(records.created_at[first_record] < _second(plan.last_date) - 30 * DAY)
    person = draw.choice(known_early, size=min(count, len(known_early)), replace=False)
    record = first_record[person]
    earliest = np.maximum(records.created_at[record] + DAY, _second(plan.first_date) + DAY)
    span = (_second(plan.last_date) - DAY - earliest).astype(np.int64)
    received_at = earliest + (draw.random(len(person)) * span).astype(np.int64)
    checked_at = received_at + draw.integers(3_600, 9 * DAY, len(person))
    is_checked = (draw.random(len(person)) < CHECKED_SHARE) & (checked_at < _second(plan.last_date))
    types = shared_out(len(person), REQUEST_TYPES)
    request_type = np.repeat(texts(list(types)), list(types.values()))
    order = np.argsort(received_at, kind="stable")
    return Requests(
        request_type=draw.permutation(request_type),
        person=person[order],
        record=record[order],
        received_at=received_at[order],
        checked_at=np.where(is_checked, checked_at, np.datetime64("NaT"))[order],
    )


def close_erased(plan: DemoPlan, records: Records, requests: Requests) -> Records:
    """The records with those closed whose person had everything erased; the application has no such mark."""
    erased_at = np.full(records.person.max() + 1, np.datetime64("NaT"), dtype="datetime64[s]")
    is_erasure = requests.request_type == "erasure"
    erased_at[requests.person[is_erasure]] = requests.checked_at[is_erasure] + DAYS_TO_ERASE * DAY
    moment = erased_at[records.person]
    closes = (records.system != APP) & (moment > records.created_at) & (moment < _second(plan.last_date))
    closes &= np.isnat(records.closed_at) | (moment < records.closed_at)
    return replace(records, closed_at=np.where(closes, moment, records.closed_at))


def request_columns(
    plan: DemoPlan, people: Population, contacts: Contacts, records: Records, cards: Cards, requests: Requests
) -> dict[str, np.ndarray]:
    """The contract's columns of the requests; each says who asks in one of several ways."""
    draw = generator(plan.seed, "request columns")
    count = len(requests.person)
    person = requests.person
    means = pick(draw, IDENTIFICATIONS, count)
    card_of = np.full(people.count, None, dtype=object)
    holder = records.person[cards.record]
    card_of[holder[::-1]] = cards.number[::-1]
    means = np.where((means == "card") & np.equal(card_of[person], None), "email", means)
    by_account, by_mail, by_card, by_name = (means == name for name in IDENTIFICATIONS)
    nothing = np.full(count, None, dtype=object)
    is_objection = requests.request_type == "objection"
    is_rectification = requests.request_type == "rectification"
    attribute = pick(draw, {"email": 0.4, "last_name": 0.3, "phone": 0.3}, count)
    new_value = np.select(
        [attribute == "email", attribute == "last_name"],
        [contacts.second_mail[person], people.last_name[person]],
        contacts.phone[person],
    )
    return {
        "request_id": "RQ" + numbers_as_text(np.arange(1, count + 1), 6),
        "request_type": requests.request_type,
        "received_at": requests.received_at,
        "identity_checked_at": requests.checked_at,
        "source_system": np.where(by_account, texts(SYSTEMS)[records.system[requests.record]], nothing),
        "source_customer_id": np.where(by_account, records.customer_id[requests.record], nothing),
        "email": np.where(by_mail, contacts.mail[person], nothing),
        "phone": np.where(by_name, contacts.phone[person], nothing),
        "loyalty_card_number": np.where(by_card, card_of[person], nothing),
        "first_name": np.where(by_account, nothing, people.first_name[person]),
        "last_name": np.where(by_account, nothing, people.last_name[person]),
        "birth_date": np.where(by_name, people.birth_date[person], np.datetime64("NaT")),
        "purpose": np.where(is_objection, pick(draw, {"marketing": 0.7, "any": 0.3}, count), nothing),
        "channel": np.where(is_objection, pick(draw, {"email": 0.4, "sms": 0.2, "any": 0.4}, count), nothing),
        "attribute": np.where(is_rectification, attribute, nothing),
        "new_value": np.where(is_rectification, new_value, nothing),
        "changed_at": requests.received_at,
        "is_correction": np.zeros(count, dtype=bool),
    }


def decision_columns(plan: DemoPlan, people: Population, records: Records) -> dict[str, np.ndarray]:
    """The contract's columns of the match decisions; all of them are right."""
    draw = generator(plan.seed, "decisions")
    count = max(FEWEST_DECISIONS, round(people.count * DECISIONS_PER_PERSON))
    left, right, decision = _pairs(draw, people, records, count)
    made = np.maximum(records.created_at[left], records.created_at[right])
    earliest = np.maximum(made + DAY, _second(plan.first_date) + 7 * DAY)
    span = (_second(plan.last_date) + 18 * 3_600 - earliest).astype(np.int64)
    kept = span > 0
    decided_at = (earliest + (draw.random(len(left)) * np.maximum(span, 0)).astype(np.int64))[kept]
    order = np.argsort(decided_at, kind="stable")
    left, right, decision, decided_at = (
        values[order] for values in (left[kept], right[kept], decision[kept], decided_at)
    )
    die = draw.integers(0, 3, len(left))
    comment = texts([COMMENTS[what][at] for what, at in zip(decision, die, strict=True)])
    return {
        "decision_id": "MD" + numbers_as_text(np.arange(1, len(left) + 1), 6),
        "left_source_system": texts(SYSTEMS)[records.system[left]],
        "left_source_customer_id": records.customer_id[left],
        "right_source_system": texts(SYSTEMS)[records.system[right]],
        "right_source_customer_id": records.customer_id[right],
        "decision": decision,
        "decided_at": decided_at,
        "decided_by": pick(draw, DECIDED_BY, len(left)),
        "comment": np.where(draw.random(len(left)) < 0.7, comment, None),
        "changed_at": decided_at,
        "is_correction": np.zeros(len(left), dtype=bool),
    }


def _pairs(
    draw: np.random.Generator, people: Population, records: Records, count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Half of the decisions part two people of a trap, half join two records of one person."""
    one_record = np.zeros(people.count, dtype=np.int64)
    one_record[records.person] = np.arange(records.count)
    apart = people.trap_pairs[draw.permutation(len(people.trap_pairs))[: count // 2]]
    by_person = np.argsort(records.person, kind="stable")
    repeated = np.flatnonzero(records.person[by_person][1:] == records.person[by_person][:-1])
    together = draw.permutation(repeated)[: count - count // 2]
    left = np.concatenate((one_record[apart[:, 0]], by_person[together]))
    right = np.concatenate((one_record[apart[:, 1]], by_person[together + 1]))
    decision = np.repeat(texts(["different_people", "same_person"]), [len(apart), len(together)])
    return left, right, decision


def _second(day: object) -> np.datetime64:
    return np.datetime64(day).astype("datetime64[s]")
