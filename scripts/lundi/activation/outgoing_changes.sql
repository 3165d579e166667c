-- What the marketing platform is to change since the last feed. $pepper: the secret; $is_full: everything, not only what
-- changed. Reads the edition (lundi) and the state (lundi_state).
with
contacts as (
    select
        *,
        sha2($pepper || concat_ws(
            '|', contact_point, cast(is_first_of_contact_point as varchar), cast(is_for_wishes as varchar),
            coalesce(to_char(decided_at, 'YYYY-MM-DD HH24:MI:SS'), '-'),
            coalesce(to_char(expires_at, 'YYYY-MM-DD HH24:MI:SS'), '-')
        ) || $pepper) as content_hash
    from lundi.vault.act_marketing_contacts
),
last_changes as (
    select *
    from lundi_state.vault.feed_changes
    where change_code in ('upsert', 'delete')
    qualify row_number() over (partition by customer_id, contact_channel_code order by feed_number desc) = 1
),
held as (
    select customer_id, contact_channel_code, content_hash
    from last_changes
    where change_code = 'upsert'
)
select
    case when contacts.customer_id is null then 'delete' else 'upsert' end as change_code,
    coalesce(contacts.customer_id, held.customer_id) as customer_id,
    sha2(
        $pepper || 'marketing_platform|' || coalesce(contacts.customer_id, held.customer_id) || $pepper
    ) as recipient_key,
    coalesce(contacts.contact_channel_code, held.contact_channel_code) as contact_channel_code,
    contacts.contact_point,
    contacts.is_first_of_contact_point,
    contacts.is_for_wishes,
    contacts.decided_at as consented_at,
    contacts.expires_at,
    contacts.content_hash
from contacts
full outer join held
    on contacts.customer_id = held.customer_id and contacts.contact_channel_code = held.contact_channel_code
where
    $is_full
    or held.customer_id is null
    or contacts.customer_id is null
    or contacts.content_hash <> held.content_hash
