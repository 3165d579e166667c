-- One row per account that an erasure keeps out, whoever names it.
{{ config(materialized="table") }}
with

secrets as (

    {{ erasure_secret() }}

),

numbers as (

    {% for source_name, entity, source_system, number in account_places() -%}
        select
            {{ source_system }} as source_system,
            {{ number }} as source_customer_id,
            secrets.pepper
        from {{ source(source_name, entity) }}
        cross join secrets
        where
            delivered_at <= {{ as_of() }}
            and {{ number }} is not null
        {% if not loop.last %}union distinct
        {% endif %}
    {%- endfor %}

),

hashed_numbers as (

    select
        source_system,
        source_customer_id,
        {{ keyed_hash("source_system || '|' || source_customer_id", "pepper") }} as keyed_hash
    from numbers

),

erased_numbers as (

    {{ suppressed_hashes("source_customer") }}

),

erased_contacts as (

    {{ suppressed_hashes("contact") }}

),

returning_contacts as (

    select * from {{ ref("stg_privacy__returning_contacts") }}

),

listed as (

    select
        hashed_numbers.source_system,
        hashed_numbers.source_customer_id,
        erased_numbers.erased_at,
        'source_customer' as key_kind
    from hashed_numbers
    inner join erased_numbers
        on hashed_numbers.keyed_hash = erased_numbers.keyed_hash
    union all
    -- An account that was opened after the erasure is a new person's, whatever it says.
    select
        returning_contacts.source_system,
        returning_contacts.source_customer_id,
        erased_contacts.erased_at,
        'contact' as key_kind
    from returning_contacts
    inner join erased_contacts
        on returning_contacts.keyed_hash = erased_contacts.keyed_hash
    where
        returning_contacts.first_delivered_at > erased_contacts.erased_at
        and coalesce(returning_contacts.created_at <= erased_contacts.erased_at, true)

),

final as (

    select
        source_system,
        source_customer_id,
        max(erased_at) as erased_at,
        max(key_kind) as key_kind
    from listed
    group by
        source_system,
        source_customer_id

)

select * from final
