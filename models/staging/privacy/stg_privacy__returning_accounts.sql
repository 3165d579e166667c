-- One row per delivered version of an account of which nothing was delivered before the first erasure.
with

secrets as (

    {{ erasure_secret() }}

),

delivered as (

    {% for source_name, entity in [
        ("app", "users"), ("drive", "accounts"), ("ecommerce", "accounts"), ("loyalty", "members")
    ] -%}
        select
            '{{ source_name }}' as source_system,
            accounts.{{ account_columns()[source_name] }} as source_customer_id,
            accounts.delivery_id,
            accounts.first_name,
            accounts.email,
            accounts.phone,
            {{ "accounts.landline" if source_name == "loyalty" else "cast(null as varchar) as landline" }},
            {{ as_instant("accounts.created_at", "accounts.created_at_has_offset", "'Europe/Paris'") }} as created_at,
            accounts.delivered_at,
            secrets.first_erased_at
        from {{ source(source_name, entity) }} as accounts
        cross join secrets
        where accounts.delivered_at <= {{ as_of() }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

first_deliveries as (

    select
        source_system,
        source_customer_id,
        min(delivered_at) as first_delivered_at
    from delivered
    group by
        source_system,
        source_customer_id

),

-- Who was there at the erasure was compared with the person then: one with that name and mailbox is somebody else.
final as (

    select
        delivered.source_system,
        delivered.source_customer_id,
        delivered.delivery_id,
        delivered.first_name,
        delivered.email,
        delivered.phone,
        delivered.landline,
        delivered.created_at,
        first_deliveries.first_delivered_at
    from delivered
    inner join first_deliveries
        on
            delivered.source_system = first_deliveries.source_system
            and delivered.source_customer_id = first_deliveries.source_customer_id
    where first_deliveries.first_delivered_at > delivered.first_erased_at

)

select * from final
