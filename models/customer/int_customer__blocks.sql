-- One row per key that several records share; one that too many share is set aside, and its pairs are not compared.
with

block_keys as (

    select * from {{ ref("int_customer__block_keys") }}

),

final as (

    select
        block_number,
        any_value(key_kind) as key_kind,
        count(*) as record_count,
        count(*) > case
            when
                any_value(key_kind) in (
                    {% for kind in broad_block_keys() -%}
                        '{{ kind }}'{{ "," if not loop.last }}
                    {% endfor -%}
                )
                then {{ var("largest_broad_block") }}
            else {{ var("largest_customer_block") }}
        end as is_set_aside
    from block_keys
    group by block_number
    having count(*) > 1

)

select * from final
