-- One row per first name as applications write it, in the form in which names are compared.
with

given as (

    select distinct first_name as given_first_name
    from {{ ref("int_customer__unread_records") }}
    where first_name is not null

),

known as (

    select * from {{ ref("customer_first_names") }}

),

diminutives as (

    select * from {{ ref("customer_first_name_diminutives") }}

),

placeholders as (

    select * from {{ ref("customer_placeholder_values") }}

),

named as (

    {{ names_in_words("given", "given_first_name") }}

),

names as (

    select distinct
        named.name_words as first_name,
        split_part(named.name_words, ' ', 1) as first_word,
        replace(named.name_words, ' ', '') as glued
    from named
    left join placeholders
        on
            placeholders.attribute = 'first_name'
            and named.name_words = placeholders.value
    where
        named.name_words is not null
        and placeholders.value is null

),

related as (

    {{ first_name_relations("names", "diminutives") }}

),

forms as (

    select
        first_name,
        '|' || {{ dbt.listagg("form", "'|'", "order by form") }} || '|' as first_name_forms
    from related
    group by first_name

),

sounds as (

    {{ with_name_sound("names", "glued", ["first_name", "first_word"]) }}

),

final as (

    select
        named.given_first_name,
        sounds.first_name,
        forms.first_name_forms,
        sounds.name_sound as first_name_sound,
        coalesce(whole.first_name, opening.first_name) is not null as is_known_first_name,
        nullif(coalesce(whole.gender, opening.gender), 'U') as first_name_gender
    from named
    inner join sounds
        on named.name_words = sounds.first_name
    inner join forms
        on sounds.first_name = forms.first_name
    left join known as whole
        on sounds.first_name = whole.first_name
    left join known as opening
        on sounds.first_word = opening.first_name

)

select * from final
