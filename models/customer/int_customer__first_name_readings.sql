-- One row per first name that is not known and can be read as known ones, with these.
with

near_names as (

    select * from {{ ref("int_customer__near_first_names") }}

),

seed_names as (

    select * from {{ ref("customer_first_names") }}

),

final as (

    select
        near_names.first_name,
        '|' || {{ dbt.listagg("near_names.reading", "'|'", "order by near_names.reading") }} || '|'
            as first_name_readings,
        count(distinct case
            when
                seed_names.gender <> 'U'
                and seed_names.estimated_birth_count >= {{ var("french_first_name_birth_count") }}
                then seed_names.gender
        end) = 2 as is_read_as_both_sexes
    from near_names
    inner join seed_names
        on near_names.reading = seed_names.first_name
    group by near_names.first_name

)

select * from final
