-- Each case that merges without agreeing first names and evidence of a second family beside them.
-- A first name that says nothing is made up for by birth date and home, between customers, undisputed (decision 0026).
{%- set home = [] %}
{%- for attribute in ["last_name", "address", "email", "phone", "postal_code", "town"] %}
    {%- do home.append("coalesce(" ~ attribute ~ "_levels in ('same', 'close', 'same|close'), false)") %}
{%- endfor %}
with

cases as (

    select *
    from {{ ref("customer_match_cases") }}
    where decision = 'merge'

),

final as (

    select
        case_code,
        coalesce(first_name_levels in ('same', 'close', 'same|close'), false) as has_first_name,
        coalesce(first_name_levels = 'missing|unlike', false)
        and scope = 'entity'
        and partners <> 'any' as is_attachment,
        coalesce(birth_date_levels in ('same', 'close', 'same|close'), false) as has_birth_date,
        coalesce(card_levels in ('same', 'close', 'same|close'), false) as has_card,
        {{ home | join("\n        or ") }}
        or coalesce(household_levels in ('proven', 'likely', 'weak', 'proven|likely', 'proven|likely|weak'), false)
            as has_household
    from cases

)

select * from final
where
    not (has_first_name or is_attachment)
    or (is_attachment and not (has_birth_date and has_household))
    or not (has_birth_date or has_card or has_household)
