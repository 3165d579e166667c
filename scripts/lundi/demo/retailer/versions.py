"""What each application writes down of a record, and how that changes: one row per version.

An application learns of a move, a marriage or a card late, or never. What was replaced before the history begins is
not told: the first version is then the state at its beginning.
"""

from dataclasses import dataclass

import numpy as np

from lundi.demo.retailer import faults
from lundi.demo.retailer.cards import CardLinks
from lundi.demo.retailer.choices import pick, texts
from lundi.demo.retailer.contacts import Contacts
from lundi.demo.retailer.names import mapped, without_accents
from lundi.demo.retailer.population import Population
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.records import LOYALTY, SYSTEMS, Records
from lundi.demo.retailer.size import DemoPlan
from lundi.demo.retailer.towns import StorePlaces, load_towns

# Shares of records, in the order of SYSTEMS: loyalty, ecommerce, drive, app.
MAIL_SHARE = (0.54, 1.0, 0.97, 0.92)
PHONE_SHARE = (0.74, 0.78, 0.92, 0.58)
ADDRESS_SHARE = (0.82, 0.93, 0.38, 0.18)
GENDER_SHARE = (0.9, 0.62, 0.55, 0.0)
NAME_SHARE = (1.0, 0.985, 0.99, 0.93)
LANDLINE_SHARE = 0.6
MOVE_KNOWN_SHARE = (0.5, 0.7, 0.45, 0.4)
MARRIAGE_KNOWN_SHARE = (0.5, 0.5, 0.4, 0.4)
DAYS_TO_TELL = 50.0
# Manners, not faults.
CAPITALS_SHARE = (0.72, 0.05, 0.04, 0.02)
SMALL_LETTERS_SHARE = (0.02, 0.1, 0.09, 0.14)
MAIL_CAPITALS_SHARE = (0.08, 0.02, 0.02, 0.0)
PHONE_FORMS = {
    "loyalty": {"plain": 0.6, "spaced": 0.28, "dotted": 0.12},
    "ecommerce": {"plain": 0.4, "spaced": 0.2, "international": 0.4},
    "drive": {"plain": 0.55, "spaced": 0.25, "international": 0.15, "zeros": 0.05},
    "app": {"plain": 0.1, "international": 0.75, "international_spaced": 0.15},
}
SECOND_MAIL_USE = 0.35
OLD_PHONE_USE = 0.55
SHARED_MAIL_USE, SHARED_PHONE_USE = 0.8, 0.8
COUPLE_SHARING_USE = 0.96
DOUBLE_LINE_SHARE = 0.1

NEVER = np.datetime64("NaT")


@dataclass(frozen=True)
class Versions:
    """One row per version of a record, with the columns of all four applications."""

    record: np.ndarray
    changed_at: np.ndarray
    is_correction: np.ndarray
    columns: dict[str, np.ndarray]
    faults: faults.FaultPlan


@dataclass(frozen=True)
class _Texts:
    """What a record says in one of its versions, or in its first one."""

    first_name: np.ndarray
    last_name: np.ndarray
    birth_date: np.ndarray
    mail: np.ndarray
    phone: np.ndarray
    postal_code: np.ndarray


def make_versions(
    plan: DemoPlan,
    people: Population,
    stores: StorePlaces,
    contacts: Contacts,
    records: Records,
    links: CardLinks,
) -> Versions:
    """All versions of all records, in the order of the records and of time."""
    told = _told_at(plan, people, records)
    instants = np.column_stack((records.created_at, told["move"], told["marriage"], links.linked_at, records.closed_at))
    record, changed_at, is_first = _version_rows(instants, plan)
    person = records.person[record]
    home = _homes(people, person, told["move"][record] <= changed_at)
    renamed = told["marriage"][record] <= changed_at
    known = _known_values(plan, records)
    chosen = _contact_values(plan, people, contacts, records)
    towns = load_towns()

    def shown(name: str, values: np.ndarray) -> np.ndarray:
        return np.where(known[name][record], values, None)

    said = _Texts(
        first_name=shown("name", people.first_name[person]),
        last_name=shown("name", np.where(renamed, people.last_name[person], people.old_last_name[person])),
        birth_date=np.where(records.has_birth_date[record], people.birth_date[person], NEVER),
        mail=shown("mail", chosen["mail"][record]),
        phone=shown("phone", chosen["phone"][record]),
        postal_code=shown("address", towns.postal_code[home.town]),
    )
    fault_plan = _fault_plan(plan, records, record, is_first, said)
    said = _with_faults(said, fault_plan, record)
    written = _Writer(plan, records, record)
    columns = {
        "customer_id": records.customer_id[record],
        "first_name": written.text(said.first_name),
        "last_name": written.text(said.last_name),
        "gender": shown("gender", people.gender[person]),
        "birth_date": said.birth_date.astype("datetime64[D]"),
        "email": written.mail(said.mail),
        "phone": written.phone(said.phone),
        "landline": shown("landline", contacts.landline[person]),
        "address": written.text(shown("address", home.address)),
        "postal_code": said.postal_code,
        "city": written.text(shown("address", towns.city[home.town])),
        "home_store_id": stores.store_id[home.store],
        "preferred_store_id": _preferred_stores(stores)[home.store],
        "loyalty_card_number": np.where(links.linked_at[record] <= changed_at, links.number[record], None),
        "created_at": records.created_at[record],
        "updated_at": np.where(changed_at > records.created_at[record], changed_at, NEVER),
        "closed_at": np.where(records.closed_at[record] <= changed_at, records.closed_at[record], NEVER),
    }
    return Versions(record, changed_at, ~is_first, columns, fault_plan)


@dataclass(frozen=True)
class _Homes:
    town: np.ndarray
    address: np.ndarray
    store: np.ndarray


def _homes(people: Population, person: np.ndarray, knows_move: np.ndarray) -> _Homes:
    """Where each person lives as far as the version knows."""
    homes, household = people.households, people.household[person]
    is_current = knows_move | np.isnat(homes.moved_on[household])
    return _Homes(
        town=np.where(is_current, homes.address.town[household], homes.old_address.town[household]),
        address=np.where(is_current, homes.address.text[household], homes.old_address.text[household]),
        store=np.where(is_current, homes.store[household], homes.old_store[household]),
    )


def _told_at(plan: DemoPlan, people: Population, records: Records) -> dict[str, np.ndarray]:
    """When each record learns of its person's move and marriage: at its making, later, or never (NaT)."""
    moved_on = people.households.moved_on[people.household[records.person]]
    renamed_on = people.renamed_on[records.person]
    draw = generator(plan.seed, "told")
    move = _told(draw, plan, moved_on, np.array(MOVE_KNOWN_SHARE)[records.system], records)
    marriage = _told(draw, plan, renamed_on, np.array(MARRIAGE_KNOWN_SHARE)[records.system], records)
    return {"move": move, "marriage": marriage}


def _told(
    draw: np.random.Generator, plan: DemoPlan, happened_on: np.ndarray, share: np.ndarray, records: Records
) -> np.ndarray:
    happened_at = happened_on.astype("datetime64[s]")
    delay = (draw.exponential(DAYS_TO_TELL, records.count) * 86_400).astype(np.int64) + 9 * 3_600
    # Told in the daytime.
    told_at = (happened_at + delay).astype("datetime64[D]").astype("datetime64[s]")
    told_at = told_at + draw.integers(8 * 3_600, 22 * 3_600, records.count)
    end = np.datetime64(plan.last_date).astype("datetime64[s]") + np.timedelta64(23 * 3_600, "s")
    in_time = (draw.random(records.count) < share) & (told_at <= end)
    in_time &= np.isnat(records.closed_at) | (told_at < records.closed_at)
    later = np.where(in_time & (told_at > records.created_at), told_at, NEVER)
    return np.where(happened_at <= records.created_at, records.created_at, later)


def _version_rows(instants: np.ndarray, plan: DemoPlan) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Record, instant and whether it is the first told one, for each distinct instant of each record."""
    ordered = np.sort(instants, axis=1)
    following = np.column_stack((ordered[:, 1:], np.full(len(ordered), NEVER)))
    beginning = np.datetime64(plan.first_date).astype("datetime64[s]")
    kept = ~np.isnat(ordered) & (np.isnat(following) | ((following != ordered) & (following >= beginning)))
    record, _ = np.nonzero(kept)
    is_first = np.ones(len(record), dtype=bool)
    is_first[1:] = record[1:] != record[:-1]
    return record, ordered[kept], is_first


def _known_values(plan: DemoPlan, records: Records) -> dict[str, np.ndarray]:
    draw = generator(plan.seed, "known values")
    shares = {
        "name": NAME_SHARE,
        "mail": MAIL_SHARE,
        "phone": PHONE_SHARE,
        "address": ADDRESS_SHARE,
        "gender": GENDER_SHARE,
        "landline": (LANDLINE_SHARE,) * len(SYSTEMS),
    }
    return {name: draw.random(records.count) < np.array(share)[records.system] for name, share in shares.items()}


def _contact_values(plan: DemoPlan, people: Population, contacts: Contacts, records: Records) -> dict[str, np.ndarray]:
    """The e-mail address and telephone that each record's person gave."""
    draw = generator(plan.seed, "contact values")
    person, count = records.person, records.count
    is_couple = people.trap_code[person] == "couple"
    mail = np.where(draw.random(count) < SECOND_MAIL_USE, contacts.second_mail[person], contacts.mail[person])
    gives_shared_mail = np.not_equal(contacts.shared_mail[person], None) & (
        draw.random(count) < np.where(is_couple, COUPLE_SHARING_USE, SHARED_MAIL_USE)
    )
    changed_later = contacts.new_phone_on[person].astype("datetime64[s]") > records.created_at
    gives_old = changed_later & (draw.random(count) < OLD_PHONE_USE)
    phone = np.where(gives_old, contacts.old_phone[person], contacts.phone[person])
    gives_shared_phone = np.not_equal(contacts.shared_phone[person], None) & (
        draw.random(count) < np.where(is_couple, COUPLE_SHARING_USE, SHARED_PHONE_USE)
    )
    # At the till desk some give the line at home where a mobile number is asked for.
    gives_landline = (
        (records.system == LOYALTY)
        & np.not_equal(contacts.landline[person], None)
        & (draw.random(count) < DOUBLE_LINE_SHARE)
    )
    phone = np.where(gives_shared_phone, contacts.shared_phone[person], phone)
    return {
        "mail": np.where(gives_shared_mail, contacts.shared_mail[person], mail),
        "phone": np.where(gives_landline, contacts.landline[person], phone),
    }


def _fault_plan(
    plan: DemoPlan, records: Records, record: np.ndarray, is_first: np.ndarray, said: _Texts
) -> faults.FaultPlan:
    first = np.flatnonzero(is_first)
    # Rows come in the order of records: the first version of record r is the r-th.
    applicable = faults.applicable_faults(
        said.first_name[first],
        said.last_name[first],
        records.has_birth_date[record[first]],
        said.birth_date[first],
        said.mail[first],
        said.phone[first],
        said.postal_code[first],
    )
    return faults.plan_faults(generator(plan.seed, "faults"), records.system, applicable)


def _with_faults(said: _Texts, fault_plan: faults.FaultPlan, record: np.ndarray) -> _Texts:
    dice = fault_plan.dice[record]
    has = {code: mask[record] for code, mask in fault_plan.has.items()}
    first = faults.applied(said.first_name, has["first_name_shortened"], dice, faults.shortened_first_name)
    first = faults.applied(first, has["diminutive"], dice, faults.diminutive)
    first = faults.applied(first, has["first_name_typo"], dice, faults.mistyped)
    last = faults.applied(said.last_name, has["last_name_shortened"], dice, faults.shortened_last_name)
    last = faults.applied(last, has["last_name_typo"], dice, faults.mistyped)
    swapped = has["names_swapped"]
    first, last = np.where(swapped, last, first), np.where(swapped, first, last)
    nobody = np.array(faults.PLACEHOLDER_NAMES, dtype=object)[(dice[:, 0] * len(faults.PLACEHOLDER_NAMES)).astype(int)]
    mail = faults.applied(said.mail, has["email_typo"], dice, faults.mistyped_mail)
    phone = faults.applied(said.phone, has["phone_transposed"], dice, faults.transposed_phone)
    phone = faults.applied(phone, has["phone_digit"], dice, faults.wrong_digit)
    return _Texts(
        first_name=np.where(has["name_placeholder"], nobody[:, 0], first),
        last_name=np.where(has["name_placeholder"], nobody[:, 1], last),
        birth_date=_mistyped_dates(said.birth_date, has, dice),
        mail=np.where(has["email_placeholder"], faults.one_of(faults.PLACEHOLDER_MAILS, dice[:, 0]), mail),
        phone=np.where(has["phone_placeholder"], faults.one_of(faults.PLACEHOLDER_PHONES, dice[:, 0]), phone),
        postal_code=faults.applied(said.postal_code, has["postal_code_typo"], dice, faults.wrong_digit),
    )


def _mistyped_dates(birth_date: np.ndarray, has: dict[str, np.ndarray], dice: np.ndarray) -> np.ndarray:
    changed = birth_date.astype("datetime64[D]")
    for code, change in (("birth_date_swapped", faults.swapped_date), ("birth_date_typo", faults.mistyped_date)):
        for at in np.flatnonzero(has[code] & ~np.isnat(changed)):
            changed[at] = change(changed[at], *dice[at])
    placeholder = faults.one_of(faults.PLACEHOLDER_DATES, dice[:, 0]).astype("datetime64[D]")
    return np.where(has["birth_date_placeholder"], placeholder, changed)


class _Writer:
    """How each record's application writes: capitals, small letters, the form of telephone numbers."""

    def __init__(self, plan: DemoPlan, records: Records, record: np.ndarray) -> None:
        draw = generator(plan.seed, "manners")
        case = draw.random(records.count)
        capitals_share = np.array(CAPITALS_SHARE)[records.system]
        small_share = np.array(SMALL_LETTERS_SHARE)[records.system]
        capitals = case < capitals_share
        small = ~capitals & (case < capitals_share + small_share)
        mail_capitals = draw.random(records.count) < np.array(MAIL_CAPITALS_SHARE)[records.system]
        phone_form = np.empty(records.count, dtype=object)
        for code, system in enumerate(SYSTEMS):
            places = np.flatnonzero(records.system == code)
            phone_form[places] = pick(draw, PHONE_FORMS[system], len(places))
        self._capitals, self._small = capitals[record], small[record]
        self._mail_capitals, self._phone_form = mail_capitals[record], phone_form[record]

    def text(self, values: np.ndarray) -> np.ndarray:
        """Names and addresses: capitals without accents, small letters, or as they are."""
        changed = values.copy()
        changed[self._capitals] = mapped(values[self._capitals], lambda text: without_accents(text).upper())
        changed[self._small] = mapped(values[self._small], str.lower)
        return changed

    def mail(self, values: np.ndarray) -> np.ndarray:
        """E-mail addresses: small letters but for a few desks."""
        changed = values.copy()
        changed[self._mail_capitals] = mapped(values[self._mail_capitals], str.upper)
        return changed

    def phone(self, values: np.ndarray) -> np.ndarray:
        """Ten digits in the form of the application."""
        changed = values.copy()
        for form, write in PHONE_WRITERS.items():
            places = np.flatnonzero((self._phone_form == form) & np.not_equal(values, None))
            changed[places] = texts([write(phone) for phone in values[places]])
        return changed


def _pairs(phone: str, separator: str) -> str:
    return separator.join(phone[at : at + 2] for at in range(0, len(phone), 2))


PHONE_WRITERS = {
    "spaced": lambda phone: _pairs(phone, " "),
    "dotted": lambda phone: _pairs(phone, "."),
    "international": lambda phone: "+33" + phone[1:],
    "international_spaced": lambda phone: "+33 " + phone[1] + " " + _pairs(phone[2:], " "),
    "zeros": lambda phone: "0033" + phone[1:],
}


def _preferred_stores(stores: StorePlaces) -> np.ndarray:
    """For each home store the store of which a drive account makes its own: itself, one near, or none."""
    preferred = np.full(len(stores.store_id), None, dtype=object)
    for number in range(len(stores.store_id)):
        if stores.serves_drive[number]:
            preferred[number] = stores.store_id[number]
            continue
        near = np.flatnonzero(stores.serves_drive & (stores.department_code == stores.department_code[number]))
        if len(near):
            preferred[number] = stores.store_id[near[0]]
    return preferred
