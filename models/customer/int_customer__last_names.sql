-- One row per family name as applications write it, in the form in which names are compared.
with

given as (

    select distinct last_name as given_last_name
    from {{ ref("int_customer__unread_records") }}
    where last_name is not null

),

particles as (

    select * from {{ ref("customer_name_particles") }}

),

placeholders as (

    select * from {{ ref("customer_placeholder_values") }}

),

worded as (

    {{ names_in_words("given", "given_last_name") }}

),

named as (

    select
        given_last_name,
        {{ with_saints(without_marriage_words("name_words")) }} as last_name
    from worded
    where name_words is not null

),

names as (

    select distinct
        named.last_name,
        replace(named.last_name, ' ', '') as last_name_key
    from named
    left join placeholders
        on
            placeholders.attribute = 'last_name'
            and named.last_name = placeholders.value
    where placeholders.value is null

),

parts as (

    {{ last_name_relations("names", "particles") }}

),

listed_parts as (

    select
        last_name,
        '|' || {{ dbt.listagg("part", "'|'", "order by part") }} || '|' as last_name_parts
    from parts
    group by last_name

),

sounds as (

    {{ with_name_sound("names", "last_name_key", ["last_name", "last_name_key"]) }}

),

final as (

    select
        named.given_last_name,
        sounds.last_name,
        sounds.last_name_key,
        listed_parts.last_name_parts,
        sounds.name_sound as last_name_sound
    from named
    inner join sounds
        on named.last_name = sounds.last_name
    inner join listed_parts
        on sounds.last_name = listed_parts.last_name

)

select * from final
