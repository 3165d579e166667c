-- One row per signature of home and contacts, with what it is worth: how often birth dates agree where both are known.
with

compared as (

    select * from {{ ref("int_customer__compared_pairs") }}

),

-- The birth date is the referee: it is no part of the signature, and first names are the same.
judged as (

    select
        {{ household_signature("vector") }} as signature,
        substr(vector, 3, 1) as birth_date_level
    from compared
    where left(vector, 1) = 'S'

),

counted as (

    select
        signature,
        count(*) as pair_count,
        sum(case when birth_date_level in ('S', 'C', 'D') then 1 else 0 end) as judged_pair_count,
        sum(case when birth_date_level in ('S', 'C') then 1 else 0 end) as agreeing_pair_count
    from judged
    group by signature

),

kinds as (

    select
        *,
        {{ household_kind("signature") }} as kind
    from counted

),

-- Five pairs of doubt, where even a kind is rare.
rated_kinds as (

    select
        *,
        (
            sum(agreeing_pair_count) over (partition by kind)
            + 5 * case when left(kind, 1) in ('m', 'd') then 0.3 when kind like '%d%' then 0.5 else 0.95 end
        ) / cast(sum(judged_pair_count) over (partition by kind) + 5 as double) as kind_rate
    from kinds

),

rated as (

    select
        *,
        (agreeing_pair_count + 15 * kind_rate) / cast(judged_pair_count + 15 as double) as agreement_rate
    from rated_kinds

),

-- Where family names do not agree and nothing is shared, pairs meet for their birth dates alone: those tell nothing.
told as (

    select
        *,
        left(signature, 1) = 'n' or signature like '%S%' or signature like '%C%' as is_telling
    from rated

),

final as (

    select
        signature,
        kind,
        cast(pair_count as bigint) as pair_count,
        cast(judged_pair_count as bigint) as judged_pair_count,
        cast(agreeing_pair_count as bigint) as agreeing_pair_count,
        kind_rate,
        agreement_rate,
        {{ household_class("kind_rate") }} as kind_class,
        case when is_telling then {{ household_class("agreement_rate") }} else 'doubtful' end as household_class
    from told

)

select * from final
