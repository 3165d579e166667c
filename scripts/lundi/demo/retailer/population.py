"""The people of the demo: households, ages, names, moves, marriages, and the pairs that are easily taken for one.

People who are easily confused are called traps: twins, twins with look-alike names, father and son of one name,
couples that share everything, and namesakes of one town.
"""

from dataclasses import dataclass

import numpy as np

from lundi.demo.retailer.choices import pick, pick_places, shared_out, texts
from lundi.demo.retailer.names import NameBook
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.size import DemoPlan
from lundi.demo.retailer.towns import Addresses, StorePlaces, draw_addresses, draw_stores

TRAP_SHARE = 0.03
TRAP_SHARES = {"couple": 0.32, "twins": 0.30, "father_and_son": 0.18, "look_alike_twins": 0.13, "namesakes": 0.07}
HOUSEHOLD_SIZES = {1: 0.52, 2: 0.30, 3: 0.11, 4: 0.07}
DAYS_PER_YEAR = 365.25
YOUNGEST, OLDEST = 16.0, 95.0
NAMESAKE_YEARS = 9
SHARED_NAME_SHARE = 0.72
DOUBLE_NAME_SHARE = 0.06  # of partners with a name of their own
MARRIED_LATELY_SHARE = 0.06  # of women who bear their partner's name
MOVED_SHARE = 0.16
SAME_STORE_MOVES = 0.65
EVENT_YEARS = 6.0

# Roles in a household.
FIRST_ADULT, PARTNER, CHILD, TWIN, SON = 0, 1, 2, 3, 4


@dataclass(frozen=True)
class Households:
    """One row per household."""

    kind: np.ndarray  # trap code, or "ordinary"
    size: np.ndarray
    store: np.ndarray  # places in the stores
    old_store: np.ndarray
    address: Addresses
    old_address: Addresses
    moved_on: np.ndarray  # datetime64[D], NaT where the household never moved lately


@dataclass(frozen=True)
class Population:
    """One row per person, with the households that they live in."""

    households: Households
    household: np.ndarray
    role: np.ndarray
    gender: np.ndarray
    birth_date: np.ndarray  # datetime64[D]
    first_name: np.ndarray
    last_name: np.ndarray
    old_last_name: np.ndarray
    renamed_on: np.ndarray  # datetime64[D], NaT without a change of name
    trap_code: np.ndarray  # None outside traps
    trap_pairs: np.ndarray  # two columns of people

    @property
    def count(self) -> int:
        """The number of people."""
        return len(self.household)


def make_population(plan: DemoPlan, stores: StorePlaces, names: NameBook) -> Population:
    """Everybody, at the last day of the plan."""
    kinds, sizes = _household_kinds(plan)
    household = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(household)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    kind = kinds[household]
    role = _roles(generator(plan.seed, "roles"), kind, place, sizes[household], household)
    households = _households(plan, stores, kinds, sizes)
    gender = _genders(generator(plan.seed, "genders"), role, kind, household)
    birth_date = _birth_dates(plan, role, kind, household)
    trap_pairs = _trap_pairs(kind, role, household)
    last_name = _last_names(plan, names, role, kind, household, gender)
    first_name = _first_names(plan, names, gender, birth_date, kind, trap_pairs)
    gender = _look_alike_genders(gender, kind, trap_pairs)
    namesakes = trap_pairs[kind[trap_pairs[:, 0]] == "namesakes"]
    first_name[namesakes[:, 1]] = first_name[namesakes[:, 0]]
    last_name[namesakes[:, 1]] = last_name[namesakes[:, 0]]
    gender[namesakes[:, 1]] = gender[namesakes[:, 0]]
    # Names go with generations: namesakes are some years apart, not more.
    days_apart = generator(plan.seed, "namesakes").integers(100, NAMESAKE_YEARS * 365, len(namesakes))
    birth_date[namesakes[:, 1]] = np.maximum(
        birth_date[namesakes[:, 0]] - days_apart, np.datetime64(plan.last_date) - int(OLDEST * DAYS_PER_YEAR)
    )
    old_last_name, renamed_on = _marriages(plan, names, role, gender, household, last_name)
    trap_code = np.full(len(household), None, dtype=object)
    trap_code[trap_pairs.ravel()] = kind[trap_pairs.ravel()]
    return Population(
        households=households,
        household=household,
        role=role,
        gender=gender,
        birth_date=birth_date,
        first_name=first_name,
        last_name=last_name,
        old_last_name=old_last_name,
        renamed_on=renamed_on,
        trap_code=trap_code,
        trap_pairs=trap_pairs,
    )


def _household_kinds(plan: DemoPlan) -> tuple[np.ndarray, np.ndarray]:
    """Kind and size of every household, in random order but for namesakes, which come two by two at the end."""
    draw = generator(plan.seed, "households")
    people = plan.size.person_count
    pairs = shared_out(round(people * TRAP_SHARE / 2), TRAP_SHARES)
    parents = {"twins": {2: 0.4, 3: 0.3, 4: 0.3}, "father_and_son": {2: 0.6, 3: 0.4}, "couple": {2: 0.9, 3: 0.1}}
    parents["look_alike_twins"] = parents["twins"]
    kinds, sizes = [], []
    for code, sizes_of_kind in parents.items():
        kinds.append(np.full(pairs[code], code, dtype=object))
        sizes.append(pick(draw, sizes_of_kind, pairs[code]).astype(np.int64))
    rest = people - sum(int(part.sum()) for part in sizes) - 2 * pairs["namesakes"]
    ordinary = pick(draw, HOUSEHOLD_SIZES, rest).astype(np.int64)
    ordinary = ordinary[: np.searchsorted(np.cumsum(ordinary), rest, side="right")]
    ordinary = np.concatenate((ordinary, np.ones(rest - ordinary.sum(), dtype=np.int64)))
    kind = np.concatenate([*kinds, np.full(len(ordinary), "ordinary", dtype=object)])
    size = np.concatenate([*sizes, ordinary])
    order = draw.permutation(len(kind))
    return (
        np.concatenate((kind[order], np.full(2 * pairs["namesakes"], "namesakes", dtype=object))),
        np.concatenate((size[order], np.ones(2 * pairs["namesakes"], dtype=np.int64))),
    )


def _roles(
    draw: np.random.Generator, kind: np.ndarray, place: np.ndarray, size: np.ndarray, household: np.ndarray
) -> np.ndarray:
    is_one_parent = (draw.random(household[-1] + 1) < 0.2)[household]
    role = np.select([place == 0, (place == 1) & ~(is_one_parent & (size > 1))], [FIRST_ADULT, PARTNER], CHILD)
    role = np.where(kind == "couple", np.minimum(place, CHILD), role)
    is_twins = np.isin(kind, ["twins", "look_alike_twins"])
    role = np.where(is_twins, np.select([place < 2, place == 2], [TWIN, FIRST_ADULT], PARTNER), role)
    return np.where(kind == "father_and_son", np.select([place == 0, place == 1], [FIRST_ADULT, SON], PARTNER), role)


def _households(plan: DemoPlan, stores: StorePlaces, kinds: np.ndarray, sizes: np.ndarray) -> Households:
    draw = generator(plan.seed, "homes")
    count = len(kinds)
    store = draw_stores(draw, stores, count)
    namesakes = np.flatnonzero(kinds == "namesakes")
    store[namesakes[1::2]] = store[namesakes[0::2]]
    old_store = np.where(draw.random(count) < SAME_STORE_MOVES, store, draw_stores(draw, stores, count))
    address = draw_addresses(draw, stores, store)
    address.town[namesakes[1::2]] = address.town[namesakes[0::2]]
    old_address = draw_addresses(draw, stores, old_store)
    last_day = np.datetime64(plan.last_date)
    moved_on = last_day - 10 - (draw.random(count) * EVENT_YEARS * DAYS_PER_YEAR).astype(np.int64)
    moved = (draw.random(count) < MOVED_SHARE) & (kinds != "namesakes")
    return Households(
        kind=kinds,
        size=sizes,
        store=store,
        old_store=np.where(moved, old_store, store),
        address=address,
        old_address=old_address,
        moved_on=np.where(moved, moved_on, np.datetime64("NaT")),
    )


def _genders(draw: np.random.Generator, role: np.ndarray, kind: np.ndarray, household: np.ndarray) -> np.ndarray:
    count = len(role)
    is_female = draw.random(count) < np.where(role == FIRST_ADULT, 0.56, 0.5)
    first_is_female = np.zeros(household[-1] + 1, dtype=bool)
    first_is_female[household[role == FIRST_ADULT]] = is_female[role == FIRST_ADULT]
    same_sex_couple = draw.random(count) < 0.03
    is_female = np.where(role == PARTNER, first_is_female[household] ^ ~same_sex_couple, is_female)
    # Two thirds of twins are of one sex.
    is_girls = (draw.random(household[-1] + 1) < 0.5)[household]
    is_mixed = (draw.random(household[-1] + 1) < 0.33)[household]
    is_female = np.where((role == TWIN) & ~is_mixed, is_girls, is_female)
    is_father_and_son = kind == "father_and_son"
    is_female = np.where(is_father_and_son, role == PARTNER, is_female)
    return np.where(is_female, "F", "M").astype(object)


def _birth_dates(plan: DemoPlan, role: np.ndarray, kind: np.ndarray, household: np.ndarray) -> np.ndarray:
    draw = generator(plan.seed, "ages")
    homes = household[-1] + 1
    child = draw.uniform(YOUNGEST + 1, 27, len(role))
    twin = draw.uniform(YOUNGEST + 1, 32, homes)
    son = draw.uniform(18, 48, homes)
    adult = np.clip(draw.normal(49, 17, homes), 18.5, OLDEST)
    has_child = np.zeros(homes, dtype=bool)
    has_child[household[role == CHILD]] = True
    adult = np.where(has_child, draw.uniform(43, 64, homes), adult)
    is_twins = np.zeros(homes, dtype=bool)
    is_twins[household[role == TWIN]] = True
    adult = np.where(is_twins, twin + draw.uniform(20, 40, homes), adult)
    has_son = np.zeros(homes, dtype=bool)
    has_son[household[role == SON]] = True
    adult = np.where(has_son, son + draw.uniform(20, 38, homes), adult)
    partner = np.clip(adult[household] + draw.normal(-1, 4, len(role)), 18.2, OLDEST)
    age = np.select(
        [role == FIRST_ADULT, role == PARTNER, role == CHILD, role == TWIN],
        [adult[household], partner, child, twin[household]],
        son[household],
    )
    return np.datetime64(plan.last_date) - (age * DAYS_PER_YEAR).astype(np.int64)


def _trap_pairs(kind: np.ndarray, role: np.ndarray, household: np.ndarray) -> np.ndarray:
    """The pairs of people that must stay apart, in the order of their households."""
    in_pair = (
        (np.isin(kind, ["twins", "look_alike_twins"]) & (role == TWIN))
        | ((kind == "father_and_son") & np.isin(role, [FIRST_ADULT, SON]))
        | ((kind == "couple") & np.isin(role, [FIRST_ADULT, PARTNER]))
        | (kind == "namesakes")
    )
    return np.flatnonzero(in_pair).reshape(-1, 2)


def _last_names(
    plan: DemoPlan, names: NameBook, role: np.ndarray, kind: np.ndarray, household: np.ndarray, gender: np.ndarray
) -> np.ndarray:
    draw = generator(plan.seed, "last names")
    has_own = (role == PARTNER) & (kind != "couple") & (draw.random(len(role)) >= SHARED_NAME_SHARE)
    bearers = np.bincount(household[~has_own], minlength=household[-1] + 1)
    own_places = np.flatnonzero(has_own)
    drawn = names.draw_family(draw, np.concatenate((bearers, np.ones(len(own_places), dtype=np.int64))))
    last_name = drawn[household]
    own = drawn[len(bearers) :]
    is_double = (draw.random(len(own)) < DOUBLE_NAME_SHARE) & (gender[own_places] == "F")
    last_name[own_places] = np.where(is_double, own + "-" + last_name[own_places], own)
    return last_name


def _first_names(
    plan: DemoPlan,
    names: NameBook,
    gender: np.ndarray,
    birth_date: np.ndarray,
    kind: np.ndarray,
    trap_pairs: np.ndarray,
) -> np.ndarray:
    draw = generator(plan.seed, "first names")
    years = birth_date.astype("datetime64[Y]").astype(np.int64) + 1970
    first_name = names.draw_first(draw, gender, years)
    left, right = trap_pairs[:, 0], trap_pairs[:, 1]
    look_alike = kind[left] == "look_alike_twins"
    boys, girls = names.draw_look_alikes(draw, years[left[look_alike]])
    first_name[left[look_alike]], first_name[right[look_alike]] = boys, girls
    father_and_son = kind[left] == "father_and_son"
    first_name[right[father_and_son]] = first_name[left[father_and_son]]
    # Parents do not give one name twice: the second twin takes the name that another person of the sex and decade has.
    same = np.flatnonzero((kind[left] == "twins") & (first_name[left] == first_name[right]))
    for place in same:
        sex, decade = gender[right[place]], int(np.clip((years[right[place]] - 1) // 10 * 10 + 1, 1921, 2011))
        others = names.first[sex, decade].names[:20]
        first_name[right[place]] = next(name for name in others if name != first_name[left[place]])
    return first_name


def _look_alike_genders(gender: np.ndarray, kind: np.ndarray, trap_pairs: np.ndarray) -> np.ndarray:
    look_alike = trap_pairs[kind[trap_pairs[:, 0]] == "look_alike_twins"]
    gender[look_alike[:, 0]] = "M"
    gender[look_alike[:, 1]] = "F"
    return gender


def _marriages(
    plan: DemoPlan, names: NameBook, role: np.ndarray, gender: np.ndarray, household: np.ndarray, last_name: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The name before marriage of the women who took their partner's name in the last years, and the day of it."""
    draw = generator(plan.seed, "marriages")
    first_adult_name = np.full(household[-1] + 1, None, dtype=object)
    first_adult_name[household[role == FIRST_ADULT]] = last_name[role == FIRST_ADULT]
    shares_name = (role == PARTNER) & (last_name == first_adult_name[household]) & (gender == "F")
    renamed = shares_name & (draw.random(len(role)) < MARRIED_LATELY_SHARE)
    old_last_name = last_name.copy()
    places = np.flatnonzero(renamed)
    old_last_name[places] = names.draw_family(draw, np.ones(len(places), dtype=np.int64))
    day = np.datetime64(plan.last_date) - 20 - (draw.random(len(role)) * EVENT_YEARS * DAYS_PER_YEAR).astype(np.int64)
    return old_last_name, np.where(renamed, day, np.datetime64("NaT"))


def person_ids(count: int) -> np.ndarray:
    """The truth's own names for people: P0000001, …"""
    return texts([f"P{number:07d}" for number in range(1, count + 1)])


def household_ids(count: int) -> np.ndarray:
    """The truth's own names for households: H0000001, …"""
    return texts([f"H{number:07d}" for number in range(1, count + 1)])


def pick_other(draw: np.random.Generator, count: int) -> np.ndarray:
    """For each of `count` people another one."""
    if count < 2:
        return np.zeros(count, dtype=np.int64)
    return (np.arange(count) + 1 + pick_places(draw, np.ones(count - 1), count)) % count
