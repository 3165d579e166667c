{#-
    CTEs that end in `torn`: the links (left_number, right_number) of which one end is drawn at least as strongly to more
    records that refuse the other end than to records that are linked with it. Twins, or a father and son, meet in a record
    that could be either's: it joins none. One wrong date among ten good records tears itself away, not the ten.

    links: CTE of left_number, right_number, strength (the higher the stronger; what a person decided is never torn);
    conflicts: CTE of left_number, right_number; components: CTE of node, component, the groups that the links make.
-#}
{% macro untorn_links(links, conflicts, components) -%}
inner_conflicts as (

    select
        {{ conflicts }}.left_number,
        {{ conflicts }}.right_number,
        left_component.component
    from {{ conflicts }}
    inner join {{ components }} as left_component
        on {{ conflicts }}.left_number = left_component.node
    inner join {{ components }} as right_component
        on
            {{ conflicts }}.right_number = right_component.node
            and left_component.component = right_component.component

),

conflicted as (

    select distinct component
    from inner_conflicts

),

conflicted_links as (

    select
        {{ links }}.left_number,
        {{ links }}.right_number,
        {{ links }}.strength
    from {{ links }}
    inner join {{ components }} as link_component
        on {{ links }}.left_number = link_component.node
    inner join conflicted
        on link_component.component = conflicted.component

),

directed_links as (

    select
        left_number as record_number,
        right_number as partner_number,
        strength
    from conflicted_links
    union all
    select
        right_number as record_number,
        left_number as partner_number,
        strength
    from conflicted_links

),

directed_conflicts as (

    select
        left_number as partner_number,
        right_number as refused_number
    from inner_conflicts
    union all
    select
        right_number as partner_number,
        left_number as refused_number
    from inner_conflicts

),

-- Partners of a record that refuse the partner of this link, and are as near to the record as it is.
rivals as (

    select
        kept.record_number,
        kept.partner_number,
        count(*) as rival_count
    from directed_links as kept
    inner join directed_conflicts
        on kept.partner_number = directed_conflicts.partner_number
    inner join directed_links as rival
        on
            kept.record_number = rival.record_number
            and directed_conflicts.refused_number = rival.partner_number
    where
        rival.strength >= kept.strength
        and kept.strength < {{ var("people_decision_strength") }}
    group by kept.record_number, kept.partner_number

),

-- Partners of a record that are linked with the partner of this link.
allies as (

    select
        rivals.record_number,
        rivals.partner_number,
        count(*) as ally_count
    from rivals
    inner join directed_links as ally
        on rivals.record_number = ally.record_number
    inner join directed_links as bond
        on
            ally.partner_number = bond.record_number
            and rivals.partner_number = bond.partner_number
    group by rivals.record_number, rivals.partner_number

),

torn as (

    select distinct
        case
            when rivals.record_number < rivals.partner_number then rivals.record_number else rivals.partner_number
        end as left_number,
        case
            when rivals.record_number < rivals.partner_number then rivals.partner_number else rivals.record_number
        end as right_number
    from rivals
    left join allies
        on
            rivals.record_number = allies.record_number
            and rivals.partner_number = allies.partner_number
    where rivals.rival_count > coalesce(allies.ally_count, 0)

)
{%- endmacro %}
