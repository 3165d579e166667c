"""Who shops: the cards, application users and accounts of the people, ready to be drawn for tickets and orders."""

from dataclasses import dataclass

import duckdb
import numpy as np

NEVER = np.datetime64("2200-01-01", "D")
HOME_STORE_SHARE = 0.82


@dataclass(frozen=True)
class Holders:
    """Things that people hold (cards, accounts, users), sorted by home store."""

    key: np.ndarray
    valid_from: np.ndarray  # datetime64[D]; from the day after it was made
    valid_until: np.ndarray  # the day on which it ends
    cumulative_weight: np.ndarray  # over all
    store_start: np.ndarray  # place of each store's first holder
    store_end: np.ndarray

    def draw(self, draw: np.random.Generator, store: np.ndarray, day: np.ndarray, *, tries: int = 3) -> np.ndarray:
        """A holder for each store and day, mostly of the store's own; -1 where none was valid in a few tries."""
        chosen = np.full(len(store), -1)
        if len(self.key) == 0:
            return chosen
        open_places = np.arange(len(store))
        for _ in range(tries):
            candidates = self._candidates(draw, store[open_places])
            is_valid = (self.valid_from[candidates] <= day[open_places]) & (
                day[open_places] < self.valid_until[candidates]
            )
            chosen[open_places[is_valid]] = candidates[is_valid]
            open_places = open_places[~is_valid]
        return chosen

    def _candidates(self, draw: np.random.Generator, store: np.ndarray) -> np.ndarray:
        cumulative = self.cumulative_weight
        floor = np.concatenate(([0.0], cumulative))
        is_home = (draw.random(len(store)) < HOME_STORE_SHARE) & (self.store_end[store] > self.store_start[store])
        low = np.where(is_home, floor[self.store_start[store]], 0.0)
        high = np.where(is_home, floor[self.store_end[store]], cumulative[-1])
        drawn = low + draw.random(len(store)) * (high - low)
        return np.minimum(np.searchsorted(cumulative, drawn, side="right"), len(cumulative) - 1)


@dataclass(frozen=True)
class Shoppers:
    """The holders that tills and web shops meet."""

    cards: Holders
    app_users: Holders
    app_user_card: np.ndarray  # place among the cards of the one that the user shows, -1 without
    drive_accounts: Holders
    ecommerce_accounts: Holders

    def cards_for(self, draw: np.random.Generator, store: np.ndarray, day: np.ndarray, share: float) -> np.ndarray:
        """A card for that share of the tickets, -1 for the others."""
        chosen = self.cards.draw(draw, store, day)
        return np.where(draw.random(len(store)) < share, chosen, -1)

    def app_users_for(
        self, draw: np.random.Generator, store: np.ndarray, day: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """A user of the application for each ticket and the place of this user's own card (-1: none)."""
        user = self.app_users.draw(draw, store, day)
        if len(self.app_user_card) == 0:
            return user, user
        card = self.app_user_card[np.maximum(user, 0)]
        safe = np.maximum(card, 0)
        is_valid = (user >= 0) & (card >= 0)
        if len(self.cards.key):
            is_valid &= (self.cards.valid_from[safe] <= day) & (day < self.cards.valid_until[safe])
        return user, np.where(is_valid, card, -1)


# The last version of each row; the home store is the person's.
LAST_VERSIONS = """
with
last_version as (
    select * from {table}
    qualify row_number() over (partition by {key} order by changed_at desc, is_correction desc) = 1
)
select
    {select},
    coalesce(stores.store_number, 0) as home_store_number,
    coalesce(people.visit_weight, 1.0) as visit_weight
from last_version as held
left join demo_people as people on held.person_id = people.person_id
left join demo_stores as stores on people.home_store_id = stores.store_id
{where}
order by home_store_number, {order}
"""


def read_shoppers(connection: duckdb.DuckDBPyConnection, store_count: int) -> Shoppers:
    """Reads the tables of the people. A thing can be used from the day after it was made."""
    cards = _fetch(
        connection,
        "loyalty_cards",
        "loyalty_card_number, issued_at",
        "loyalty_card_number as key, cast(issued_at as date) + 1 as valid_from, "
        "cast(deactivated_at as date) as valid_until, held.person_id",
        "key, valid_from",
    )
    users = _fetch(
        connection,
        "app_users",
        "app_user_id",
        "app_user_id as key, cast(created_at as date) + 1 as valid_from, cast(null as date) as valid_until, "
        "loyalty_card_number as card, held.person_id",
        "key",
    )
    accounts = {
        table: _fetch(
            connection,
            table,
            "account_id",
            "account_id as key, cast(created_at as date) + 1 as valid_from, cast(deleted_at as date) as valid_until",
            "key",
        )
        for table in ("drive_accounts", "ecommerce_accounts")
    }
    return Shoppers(
        cards=_holders(cards, store_count),
        app_users=_holders(users, store_count),
        app_user_card=_cards_of_users(cards, users),
        drive_accounts=_holders(accounts["drive_accounts"], store_count),
        ecommerce_accounts=_holders(accounts["ecommerce_accounts"], store_count),
    )


def _fetch(
    connection: duckdb.DuckDBPyConnection, table: str, key: str, select: str, order: str
) -> dict[str, np.ndarray]:
    sql = LAST_VERSIONS.format(table=table, key=key, select=select, order=order, where="")
    frame = connection.execute(sql).df()
    return {name: frame[name].to_numpy() for name in frame.columns}


def _cards_of_users(cards: dict[str, np.ndarray], users: dict[str, np.ndarray]) -> np.ndarray:
    """The place of the card that a user shows: the one that the application knows, else the person's own."""
    by_number = {number: place for place, number in enumerate(cards["key"])}
    by_person = {person: place for place, person in enumerate(cards["person_id"])}
    shown = (
        by_number.get(card, by_person.get(person, -1))
        for card, person in zip(users["card"], users["person_id"], strict=True)
    )
    return np.fromiter(shown, dtype=np.int64, count=len(users["card"]))


def _holders(columns: dict[str, np.ndarray], store_count: int) -> Holders:
    home = columns["home_store_number"].astype(np.int64)
    valid_from = columns["valid_from"].astype("datetime64[D]")
    valid_until = columns["valid_until"].astype("datetime64[D]")
    return Holders(
        key=columns["key"].astype(object),
        valid_from=np.where(np.isnat(valid_from), np.datetime64("1990-01-01", "D"), valid_from),
        valid_until=np.where(np.isnat(valid_until), NEVER, valid_until),
        cumulative_weight=np.cumsum(columns["visit_weight"].astype(float)),
        store_start=np.searchsorted(home, np.arange(store_count), side="left"),
        store_end=np.searchsorted(home, np.arange(store_count), side="right"),
    )
