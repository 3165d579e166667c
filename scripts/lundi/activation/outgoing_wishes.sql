-- Whom the marketing platform is to wish a happy birthday. $pepper: the secret. Reads the edition and the state.
with
wishes as (
    select
        *,
        sha2($pepper || to_char(birthday_date, 'YYYY-MM-DD') || $pepper) as content_hash
    from lundi.vault.act_marketing_wishes
)
select
    wishes.customer_id,
    sha2($pepper || 'marketing_platform|' || wishes.customer_id || $pepper) as recipient_key,
    wishes.contact_channel_code,
    wishes.birthday_date,
    wishes.content_hash
from wishes
-- Nobody is wished twice, whatever is sent again.
left join lundi_state.vault.feed_changes as sent
    on
        sent.change_code = 'wish'
        and wishes.customer_id = sent.customer_id
        and wishes.content_hash = sent.content_hash
where sent.customer_id is null
