"""Gate B of the marketing feed: what must hold of each row before anything leaves. It tells rules and counts."""

from dataclasses import dataclass
from datetime import datetime

from lundi.activation.desk import Desk
from lundi.warehouse.ledger import naive

# More of what the platform holds than this does not go away in one feed without somebody who says so.
DELETED_SHARE_LIMIT = 0.20

# Each gives the number of rows that break the rule.
RULES = {
    "consent_holds": (
        "rows without a marketing consent that holds now",
        """
        select count(*) from outgoing_changes as changes
        left join lundi.marts.fct_consents as consents
            on
                consents.purpose_code = 'marketing'
                and consents.is_contactable
                and coalesce(consents.expires_at > cast($now as timestamp), true)
                and changes.customer_id = consents.customer_id
                and changes.contact_channel_code = consents.contact_channel_code
        where changes.change_code = 'upsert' and consents.customer_id is null
        """,
    ),
    "contact_point_can_be_used": (
        "rows whose address is none",
        """
        select count(*) from outgoing_changes
        where change_code = 'upsert' and not coalesce(
            case contact_channel_code
                when 'email' then regexp_like(contact_point, '[^@ ]+@[^@ ]+')
                when 'sms' then regexp_like(contact_point, '[+][0-9]{8,15}')
                when 'phone' then regexp_like(contact_point, '[+][0-9]{8,15}')
                else length(trim(contact_point)) > 0
            end, false)
        """,
    ),
    "a_recipient_has_a_channel_once": (
        "recipients that stand twice on a channel",
        """
        select count(*) from (
            select 1 from outgoing_changes group by recipient_key, contact_channel_code having count(*) > 1
        )
        """,
    ),
    "campaigns_go_to_an_address_once": (
        "addresses that campaigns would be sent to twice",
        """
        select count(*) from (
            select 1 from lundi.vault.act_marketing_contacts where is_first_of_contact_point
            group by contact_channel_code, contact_point having count(*) > 1
        )
        """,
    ),
    "a_wish_goes_to_who_may_be_wished": (
        "wishes for somebody whom nobody may write to, or a second one",
        """
        select count(*) from (
            select wishes.customer_id from outgoing_wishes as wishes
            left join lundi.vault.act_marketing_contacts as contacts
                on
                    contacts.is_for_wishes
                    and coalesce(contacts.expires_at > cast($now as timestamp), true)
                    and wishes.customer_id = contacts.customer_id
                    and wishes.contact_channel_code = contacts.contact_channel_code
            group by wishes.customer_id
            having count(*) <> count(contacts.customer_id) or count(*) > 1
        )
        """,
    ),
    "no_erasure_is_under_way": (
        "erasures that did not end",
        "select count(*) from lundi_state.privacy.erasures where status <> 'done'",
    ),
}
HELD = """
select count(*) from (
    select change_code from lundi_state.vault.feed_changes
    where change_code in ('upsert', 'delete')
    qualify row_number() over (partition by customer_id, contact_channel_code order by feed_number desc) = 1
) where change_code = 'upsert'
"""
DELETED = "select count(*) from outgoing_changes where change_code = 'delete'"


@dataclass(frozen=True)
class Breach:
    """A rule that does not hold, for how many rows."""

    rule: str
    count: int
    sentence: str


def breaches(desk: Desk, now: datetime, *, may_shrink: bool) -> list[Breach]:
    """What keeps the outgoing rows of a desk in the house. may_shrink: somebody accepts that many go."""
    found = []
    for rule, (said, query) in RULES.items():
        count = _count(desk, query, now)
        if count:
            found.append(Breach(rule, count, f"{count:,} {said} [{rule}]"))
    deleted, held = _count(desk, DELETED, now), _count(desk, HELD, now)
    if not may_shrink and deleted > DELETED_SHARE_LIMIT * held:
        said = f"{deleted:,} of {held:,} rows of the platform would go, {DELETED_SHARE_LIMIT:.0%} may"
        found.append(Breach("volume_is_as_expected", deleted, f"{said} [volume_is_as_expected]"))
    return found


def _count(desk: Desk, query: str, now: datetime) -> int:
    parameters = {"now": naive(now)} if "$now" in query else {}
    return desk.execute(query, parameters).fetchall()[0][0]
