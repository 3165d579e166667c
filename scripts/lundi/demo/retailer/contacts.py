"""E-mail addresses and telephone numbers of people, and those that a household shares."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lundi.demo.retailer.choices import numbers_as_text, pick, texts
from lundi.demo.retailer.names import mapped, plain
from lundi.demo.retailer.population import DAYS_PER_YEAR, FIRST_ADULT, Population, pick_other
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.size import DemoPlan
from lundi.demo.retailer.towns import load_towns

MAIL_PATTERNS = {"first.last": 0.42, "firstlast": 0.14, "f.last": 0.13, "last.first": 0.09, "first.year": 0.09,
                 "first-last": 0.06, "first_last": 0.07}  # fmt: skip
# Reserved names: no mail that a demo sends by mistake may reach anybody.
MAIL_DOMAINS = {
    "courriel.example": 0.42,
    "boite.example": 0.13,
    "messagerie.example": 0.08,
    "messagerie-plus.example": 0.05,
    "libre.example": 0.07,
    "bureau.example": 0.06,
    "salut.example": 0.06,
    "lettre.example": 0.05,
    "ligne.example": 0.04,
    "ancien.example": 0.02,
    "nuage.example": 0.02,
}
NUMBERED_SHARE = 0.25
SECOND_MAIL_SHARE = 0.38
NEW_PHONE_SHARE = 0.16
RECYCLED_PHONE_SHARE = 0.005
LANDLINE_SHARE = 0.55
# How often a household has one e-mail address, or gives one telephone, for all its members.
MAIL_SHARING = {"ordinary": 0.13, "couple": 1.0, "twins": 0.72, "look_alike_twins": 0.72, "father_and_son": 0.6,
                "namesakes": 0.0}  # fmt: skip
PHONE_SHARING = {"ordinary": 0.22, "couple": 1.0, "twins": 0.8, "look_alike_twins": 0.8, "father_and_son": 0.65,
                 "namesakes": 0.0}  # fmt: skip


@dataclass(frozen=True)
class Contacts:
    """One row per person; shared values are None where the household shares none."""

    mail: np.ndarray
    second_mail: np.ndarray  # the first again where there is only one
    shared_mail: np.ndarray
    phone: np.ndarray  # ten digits
    old_phone: np.ndarray  # the current one again where it never changed
    new_phone_on: np.ndarray  # datetime64[D], NaT where it never changed
    shared_phone: np.ndarray
    landline: np.ndarray  # None without


def make_contacts(plan: DemoPlan, people: Population) -> Contacts:
    """The contacts of everybody; no two people own one e-mail address, some inherit another's old number."""
    mail, second_mail = _mails(plan, people)
    draw = generator(plan.seed, "phones")
    count = people.count
    phone, before = _mobile_numbers(draw, 2 * count).reshape(2, -1)
    changed = draw.random(count) < NEW_PHONE_SHARE
    age_days = (draw.random(count) * 5 * DAYS_PER_YEAR).astype(np.int64)
    new_phone_on = np.where(changed, np.datetime64(plan.last_date) - 5 - age_days, np.datetime64("NaT"))
    old_phone = np.where(changed, before, phone)
    former_owner = pick_other(draw, count)
    inherits = (draw.random(count) < RECYCLED_PHONE_SHARE) & changed[former_owner]
    inherited = np.where(inherits, before[former_owner], phone)
    owner = _one_member(people)
    shares_mail = draw.random(len(people.households.size)) < _rates(people, MAIL_SHARING)
    shares_phone = draw.random(len(people.households.size)) < _rates(people, PHONE_SHARING)
    household = people.household
    return Contacts(
        mail=mail,
        second_mail=second_mail,
        shared_mail=np.where(shares_mail[household], mail[owner[household]], None),
        phone=inherited,
        old_phone=np.where(changed, old_phone, inherited),
        new_phone_on=new_phone_on,
        shared_phone=np.where(shares_phone[household], inherited[owner[household]], None),
        landline=_landlines(draw, people),
    )


def _rates(people: Population, sharing: dict[str, float]) -> np.ndarray:
    is_family = people.households.size > 1
    return np.array([sharing[kind] for kind in people.households.kind]) * is_family


def _one_member(people: Population) -> np.ndarray:
    """For each household the person whose address and telephone the others give: an adult where there is one."""
    owner = np.zeros(len(people.households.size), dtype=np.int64)
    owner[people.household[::-1]] = np.arange(people.count)[::-1]
    adults = np.flatnonzero(people.role == FIRST_ADULT)
    owner[people.household[adults]] = adults
    return owner


def _mails(plan: DemoPlan, people: Population) -> tuple[np.ndarray, np.ndarray]:
    draw = generator(plan.seed, "mails")
    first = mapped(people.first_name, lambda name: "".join(c for c in plain(name) if c.isalpha() or c == "-"))
    # An address outlives a marriage.
    last = mapped(people.old_last_name, lambda name: "".join(c for c in plain(name) if c.isalpha()))
    year = numbers_as_text((people.birth_date.astype("datetime64[Y]").astype(np.int64) + 1970) % 100, 2)
    one = _mail_texts(draw, first, last, year)
    other = _mail_texts(draw, first, last, year)
    both = _distinct(np.concatenate((one, other)))
    has_second = draw.random(people.count) < SECOND_MAIL_SHARE
    one, other = both[: people.count], both[people.count :]
    return one, np.where(has_second, other, one)


def _mail_texts(draw: np.random.Generator, first: np.ndarray, last: np.ndarray, year: np.ndarray) -> np.ndarray:
    count = len(first)
    pattern = pick(draw, MAIL_PATTERNS, count)
    initial = mapped(first, lambda name: name[:1])
    joined = mapped(first, lambda name: name.replace("-", ""))
    local = np.select(
        [pattern == name for name in MAIL_PATTERNS],
        [
            first + "." + last,
            joined + last,
            initial + "." + last,
            last + "." + first,
            joined + year,
            joined + "-" + last,
            joined + "_" + last,
        ],
    )
    number = np.where(draw.random(count) < 0.5, year, numbers_as_text(draw.integers(1, 1000, count)))
    local = np.where(draw.random(count) < NUMBERED_SHARE, local + number, local)
    return local + "@" + pick(draw, MAIL_DOMAINS, count)


def _distinct(mails: np.ndarray) -> np.ndarray:
    """An address that somebody has already takes a number, as providers ask."""
    taken = mails
    for _ in range(6):
        earlier = pd.Series(taken).groupby(taken, sort=False).cumcount().to_numpy()
        repeated = np.flatnonzero(earlier > 0)
        if len(repeated) == 0:
            break
        taken = taken.copy()
        taken[repeated] = texts(
            [f"{taken[at].split('@')[0]}{earlier[at] + 1}@{taken[at].split('@')[1]}" for at in repeated]
        )
    return taken


def _mobile_numbers(draw: np.random.Generator, count: int) -> np.ndarray:
    """Distinct mobile numbers."""
    drawn = draw.integers(10_000_000, 99_999_999, 2 * count)
    digits = drawn[np.sort(np.unique(drawn, return_index=True)[1])][:count]
    prefix = np.where(draw.random(count) < 0.68, "06", "07").astype(object)
    return prefix + numbers_as_text(digits, 8)


def _landlines(draw: np.random.Generator, people: Population) -> np.ndarray:
    homes = len(people.households.size)
    prefix = load_towns().landline_prefix[people.households.address.town]
    number = prefix + numbers_as_text(draw.integers(10_000_000, 99_999_999, homes), 8)
    number = np.where(draw.random(homes) < LANDLINE_SHARE, number, None)
    return number[people.household]
