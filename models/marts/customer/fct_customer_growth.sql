-- One row per customer of several records and step of its growth: the record that joined, to which one, by which case.
with

growth_links as (

    select * from {{ ref("int_customer__growth_links") }}

),

records as (

    select * from {{ ref("int_customer__customer_records") }}

),

case_texts as (

    select * from {{ ref("int_customer__case_texts") }}

),

-- The strongest link to what was there before; the first record of all has none.
joined as (

    select
        record_number,
        wave,
        case when wave > 0 then partner_number end as partner_number,
        case when wave > 0 then case_code end as case_code,
        case when wave > 0 then strength end as strength
    from growth_links
    where
        wave = 0
        or wave > partner_wave
    qualify
        row_number() over (
            partition by record_number
            order by strength desc nulls last, partner_number asc nulls last, case_code asc nulls last
        ) = 1

),

final as (

    select
        newcomer.customer_id,
        cast(
            row_number() over (
                partition by newcomer.customer_id
                order by
                    joined.wave asc nulls last,
                    joined.strength desc nulls last,
                    newcomer.record_number asc nulls last
            ) as bigint
        ) as step_number,
        newcomer.source_system,
        newcomer.source_customer_id,
        partner.source_system as joined_source_system,
        partner.source_customer_id as joined_source_customer_id,
        joined.case_code,
        case_texts.name_en,
        case_texts.name_fr,
        joined.strength
    from joined
    inner join records as newcomer
        on joined.record_number = newcomer.record_number
    left join records as partner
        on joined.partner_number = partner.record_number
    left join case_texts
        on joined.case_code = case_texts.case_code

)

select * from final
