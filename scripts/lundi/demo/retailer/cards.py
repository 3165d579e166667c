"""Loyalty cards: one for each member, replaced when lost, numbers issued again to somebody else."""

from dataclasses import dataclass

import numpy as np

from lundi.demo.retailer.choices import numbers_as_text
from lundi.demo.retailer.population import Population
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.records import APP, LOYALTY, Records
from lundi.demo.retailer.size import DemoPlan

PREFIX = "29"
LOST_SHARE = 0.12
REISSUED_SHARE = 0.02
DAYS_BEFORE_REISSUE = 45
# How often an account names a card, where its person or household has one.
LINK_SHARE = (0.0, 0.28, 0.34, 0.6)
FAMILY_LINK_SHARE = 0.1
COUPLE_LINK_SHARE = 0.6


@dataclass(frozen=True)
class Cards:
    """One row per issue of a card."""

    number: np.ndarray
    issued_at: np.ndarray  # datetime64[s]
    record: np.ndarray  # of the member
    deactivated_at: np.ndarray  # datetime64[s], NaT while valid


@dataclass(frozen=True)
class CardLinks:
    """One row per record: the card that the account names and since when; None and NaT without."""

    number: np.ndarray
    linked_at: np.ndarray  # datetime64[s]


def make_cards(plan: DemoPlan, records: Records) -> Cards:
    """The cards of all members; the second card of whoever lost the first follows it within days."""
    draw = generator(plan.seed, "cards")
    members = np.flatnonzero(records.system == LOYALTY)
    issued = records.created_at[members]
    end = np.datetime64(plan.last_date).astype("datetime64[s]") + np.timedelta64(20 * 3600, "s")
    span = (end - issued).astype(np.int64)
    lost_at = issued + (draw.random(len(members)) * span).astype(np.int64)
    closed = records.closed_at[members]
    lost = (draw.random(len(members)) < LOST_SHARE) & (np.isnat(closed) | (lost_at < closed)) & (span > 86_400)
    replaced_at = lost_at[lost] + draw.integers(3_600, 9 * 86_400, int(lost.sum()))
    kept = replaced_at < end
    second_members = members[lost][kept]
    record = np.concatenate((members, second_members))
    issued_at = np.concatenate((issued, replaced_at[kept]))
    first_end = np.where(lost, lost_at, closed)
    second_end = closed[lost][kept]
    second_end = np.where(second_end > replaced_at[kept], second_end, np.datetime64("NaT"))
    deactivated_at = np.concatenate((first_end, second_end))
    numbers = _reissue(draw, _numbers(draw, len(record)), issued_at, deactivated_at, records.person[record])
    order = np.lexsort((numbers, issued_at))
    return Cards(numbers[order], issued_at[order], record[order], deactivated_at[order])


def link_cards(plan: DemoPlan, people: Population, records: Records, cards: Cards) -> CardLinks:
    """The cards that accounts name: the person's own, now and then another one of the household."""
    draw = generator(plan.seed, "card links")
    count = records.count
    own = np.full(people.count, -1)
    of_household = np.full(len(people.households.size), -1)
    holder = records.person[cards.record]
    # Written backwards, so that the first card of each stays.
    own[holder[::-1]] = np.arange(len(holder))[::-1]
    of_household[people.household[holder[::-1]]] = np.arange(len(holder))[::-1]
    household = people.household[records.person]
    chance = draw.random(count)
    names_own = (own[records.person] >= 0) & (chance < np.array(LINK_SHARE)[records.system])
    is_couple = people.households.kind[household] == "couple"
    family_chance = np.where(is_couple, COUPLE_LINK_SHARE, FAMILY_LINK_SHARE)
    names_family = (
        (of_household[household] >= 0)
        & (is_couple | (own[records.person] < 0))
        & (draw.random(count) < family_chance)
        & (records.system != LOYALTY)
    )
    card = np.select([names_family, names_own], [of_household[household], own[records.person]], -1)
    safe = np.maximum(card, 0)
    later = cards.issued_at[safe] + draw.integers(3_600, 200 * 86_400, count)
    linked_at = np.maximum(records.created_at, later)
    linked_at = np.where(cards.issued_at[safe] <= records.created_at, records.created_at, linked_at)
    end = np.datetime64(plan.last_date).astype("datetime64[s]") + np.timedelta64(22 * 3600, "s")
    ended = cards.deactivated_at[safe] <= linked_at
    linked = (card >= 0) & (linked_at < end) & ~ended & ((records.system == APP) | (draw.random(count) < 0.95))
    return CardLinks(
        number=np.where(linked, cards.number[safe], None),
        linked_at=np.where(linked, linked_at, np.datetime64("NaT")),
    )


def check_digit(digits: np.ndarray) -> np.ndarray:
    """The EAN-13 check digit of twelve digits, given as rows."""
    weights = np.tile([1, 3], 6)
    return (10 - (digits * weights).sum(axis=1) % 10) % 10


def _numbers(draw: np.random.Generator, count: int) -> np.ndarray:
    """Distinct numbers of 13 digits with their check digit."""
    drawn = draw.integers(0, 10**10, count + count // 10 + 10)
    body = drawn[np.sort(np.unique(drawn, return_index=True)[1])][:count]
    twelve = PREFIX + numbers_as_text(body, 10)
    powers = 10 ** np.arange(11, -1, -1)
    digits = (int(PREFIX) * 10**10 + body)[:, None] // powers % 10
    return twelve + numbers_as_text(check_digit(digits))


def _reissue(
    draw: np.random.Generator,
    numbers: np.ndarray,
    issued_at: np.ndarray,
    deactivated_at: np.ndarray,
    person: np.ndarray,
) -> np.ndarray:
    """Gives some later cards the number of a card that was deactivated long enough before, of another person."""
    wanted = round(len(numbers) * REISSUED_SHARE)
    ended = np.flatnonzero(~np.isnat(deactivated_at))
    ended = ended[np.argsort(deactivated_at[ended], kind="stable")][: 2 * wanted]
    ended = np.sort(draw.choice(ended, size=min(wanted, len(ended)), replace=False)) if len(ended) else ended
    ended = ended[np.argsort(deactivated_at[ended], kind="stable")]
    candidates = np.setdiff1d(np.argsort(issued_at, kind="stable")[-4 * wanted :] if wanted else ended[:0], ended)
    receivers = draw.choice(candidates, size=min(len(ended), len(candidates)), replace=False)
    receivers = receivers[np.argsort(issued_at[receivers], kind="stable")]
    givers = ended[: len(receivers)]
    wait = np.timedelta64(DAYS_BEFORE_REISSUE * 86_400, "s")
    fits = (issued_at[receivers] > deactivated_at[givers] + wait) & (person[receivers] != person[givers])
    numbers = numbers.copy()
    numbers[receivers[fits]] = numbers[givers[fits]]
    return numbers
