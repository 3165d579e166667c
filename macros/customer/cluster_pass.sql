{#- A CTE of how many records each cluster has. clusters: CTE of record_number, cluster_number. -#}
{% macro cluster_sizes(clusters) -%}
    sizes as (

        select
            cluster_number,
            count(*) as record_count
        from {{ clusters }}
        group by cluster_number

    )
{%- endmacro %}

{#-
    A select of two clusters that no case joins. clusters: CTE of record_number, cluster_number; conflicts, decided_pairs
    (those that merge) and record_links: CTEs of pairs of records.
-#}
{% macro refused_clusters(conflicts, decided_pairs, record_links, clusters) -%}
    with

    {{ cluster_sizes(clusters) }},

    refused as (

        select
            left_number,
            right_number,
            case when strength >= {{ var("people_decision_strength") }} then 1 else 0 end as is_decided_by_people
        from {{ conflicts }}
        union all
        select
            decided_pairs.left_number,
            decided_pairs.right_number,
            0 as is_decided_by_people
        from {{ decided_pairs }} as decided_pairs
        left join {{ record_links }} as record_links
            on
                decided_pairs.left_number = record_links.left_number
                and decided_pairs.right_number = record_links.right_number
        where record_links.left_number is null

    ),

    refused_clusters as (

        select
            case when one.cluster_number < other.cluster_number then one.cluster_number else other.cluster_number end
                as left_number,
            case when one.cluster_number < other.cluster_number then other.cluster_number else one.cluster_number end
                as right_number,
            count(*) as refused_pair_count,
            max(refused.is_decided_by_people) as is_decided_by_people
        from refused
        inner join {{ clusters }} as one
            on refused.left_number = one.record_number
        inner join {{ clusters }} as other
            on refused.right_number = other.record_number
        where one.cluster_number <> other.cluster_number
        group by
            case when one.cluster_number < other.cluster_number then one.cluster_number else other.cluster_number end,
            case when one.cluster_number < other.cluster_number then other.cluster_number else one.cluster_number end

    )

    -- One odd record among ten good ones is no other person; what a person refused once is refused.
    select
        refused_clusters.left_number,
        refused_clusters.right_number
    from refused_clusters
    inner join sizes as left_size
        on refused_clusters.left_number = left_size.cluster_number
    inner join sizes as right_size
        on refused_clusters.right_number = right_size.cluster_number
    where
        refused_clusters.is_decided_by_people = 1
        or refused_clusters.refused_pair_count
        > {{ var("refused_pair_share") }} * left_size.record_count * right_size.record_count
{%- endmacro %}

{#-
    A select of two clusters that may be one person: two of their records met, whose first names do not differ. compared: CTE
    of pairs of records with their vector; clusters: CTE of record_number, cluster_number; conflicts: CTE of pairs of
    clusters.
-#}
{% macro possible_pairs(compared, clusters, conflicts) -%}
    with

    {{ cluster_sizes(clusters) }},

    met as (

        select distinct
            case when one.cluster_number < other.cluster_number then one.cluster_number else other.cluster_number end
                as left_cluster,
            case when one.cluster_number < other.cluster_number then other.cluster_number else one.cluster_number end
                as right_cluster
        from {{ compared }} as compared
        inner join {{ clusters }} as one
            on compared.left_number = one.record_number
        inner join {{ clusters }} as other
            on compared.right_number = other.record_number
        where
            left(compared.vector, 1) <> 'D'
            and one.cluster_number <> other.cluster_number

    )

    select
        met.left_cluster,
        met.right_cluster
    from met
    inner join sizes as left_size
        on met.left_cluster = left_size.cluster_number
    inner join sizes as right_size
        on met.right_cluster = right_size.cluster_number
    left join {{ conflicts }} as conflicts
        on
            met.left_cluster = conflicts.left_number
            and met.right_cluster = conflicts.right_number
    where
        conflicts.left_number is null
        and left_size.record_count * right_size.record_count <= 15 * {{ var("largest_customer_cluster") }}
{%- endmacro %}

{#- A select of each two records of the two clusters of a pair. pairs: CTE of left_cluster, right_cluster. -#}
{% macro members_of_pairs(pairs, clusters) -%}
    select
        pairs.left_cluster,
        pairs.right_cluster,
        left_member.record_number as left_number,
        right_member.record_number as right_number
    from {{ pairs }} as pairs
    inner join {{ clusters }} as left_member
        on pairs.left_cluster = left_member.cluster_number
    inner join {{ clusters }} as right_member
        on pairs.right_cluster = right_member.cluster_number
{%- endmacro %}

{#-
    A select of two clusters and the best that any two of their records agree in. member_pairs: CTE of left_cluster,
    right_cluster, left_number, right_number; compared: CTE of pairs of records with their vector.
-#}
{% macro compared_clusters(member_pairs, compared, evidence) -%}
    with

    -- What was compared as two records is not compared again.
    known_vectors as (

        select
            member_pairs.*,
            compared.vector
        from {{ member_pairs }} as member_pairs
        inner join {{ compared }} as compared
            on
                {{ smaller_of("member_pairs.left_number", "member_pairs.right_number") }} = compared.left_number
                and {{ larger_of("member_pairs.left_number", "member_pairs.right_number") }} = compared.right_number

    ),

    new_pairs as (

        select member_pairs.*
        from {{ member_pairs }} as member_pairs
        left join known_vectors
            on
                member_pairs.left_number = known_vectors.left_number
                and member_pairs.right_number = known_vectors.right_number
        where known_vectors.left_number is null

    ),

    new_vectors as (

        {{ compared_records("new_pairs", evidence, ["left_cluster", "right_cluster"]) | indent(4) }}

    ),

    member_vectors as (

        select
            left_cluster,
            right_cluster,
            left_number,
            right_number,
            vector
        from known_vectors
        union all
        select
            left_cluster,
            right_cluster,
            left_number,
            right_number,
            vector
        from new_vectors

    )

    {{ best_vectors("member_vectors") }}
{%- endmacro %}

{#-
    A select of each cluster and strength at which cases merge it with others, with the choice that it has among them.
-#}
{% macro cluster_choices(entity_pairs, decided_vectors, conflicts) -%}
    with

    merging as (

        select
            entity_pairs.left_cluster,
            entity_pairs.right_cluster,
            decided_vectors.strength
        from {{ entity_pairs }} as entity_pairs
        inner join {{ decided_vectors }} as decided_vectors
            on entity_pairs.vector = decided_vectors.vector
        where decided_vectors.decision = 'merge'

    ),

    sides as (

        select
            left_cluster as cluster_number,
            right_cluster as partner_number,
            strength
        from merging
        union all
        select
            right_cluster as cluster_number,
            left_cluster as partner_number,
            strength
        from merging

    ),

    -- Two partners, equally good, that cannot be one person: twins, for a record that could be either's.
    disputed as (

        select distinct
            one.cluster_number,
            one.strength
        from sides as one
        inner join sides as other
            on
                one.cluster_number = other.cluster_number
                and one.strength = other.strength
                and one.partner_number < other.partner_number
        inner join {{ conflicts }} as conflicts
            on
                one.partner_number = conflicts.left_number
                and other.partner_number = conflicts.right_number

    ),

    counted as (

        select
            cluster_number,
            strength,
            count(*) as partner_count,
            max(strength) over (partition by cluster_number) as best_strength
        from sides
        group by cluster_number, strength

    )

    select
        counted.cluster_number,
        counted.strength,
        counted.partner_count = 1 and counted.strength = counted.best_strength as has_only_partner,
        disputed.cluster_number is not null as is_disputed
    from counted
    left join disputed
        on
            counted.cluster_number = disputed.cluster_number
            and counted.strength = disputed.strength
{%- endmacro %}

{#-
    A select of two clusters that a case merges, where that is the only or the uncontradicted thing to do.
-#}
{% macro cluster_links(entity_pairs, decided_vectors, clusters, choices) -%}
    with

    {{ cluster_sizes(clusters) }},

    merging as (

        select
            entity_pairs.left_cluster,
            entity_pairs.right_cluster,
            entity_pairs.left_number,
            entity_pairs.right_number,
            decided_vectors.case_code,
            decided_vectors.strength,
            decided_vectors.partners
        from {{ entity_pairs }} as entity_pairs
        inner join {{ decided_vectors }} as decided_vectors
            on entity_pairs.vector = decided_vectors.vector
        where decided_vectors.decision = 'merge'

    )

    -- Of two clusters the smaller one is the one that must have no choice.
    select
        merging.left_cluster,
        merging.right_cluster,
        merging.left_number,
        merging.right_number,
        merging.case_code,
        merging.strength
    from merging
    inner join sizes as left_size
        on merging.left_cluster = left_size.cluster_number
    inner join sizes as right_size
        on merging.right_cluster = right_size.cluster_number
    inner join {{ choices }} as left_choice
        on
            merging.left_cluster = left_choice.cluster_number
            and merging.strength = left_choice.strength
    inner join {{ choices }} as right_choice
        on
            merging.right_cluster = right_choice.cluster_number
            and merging.strength = right_choice.strength
    where
        merging.partners = 'any'
        or (merging.partners = 'undisputed' and not left_choice.is_disputed and not right_choice.is_disputed)
        or (
            merging.partners = 'only'
            and (left_size.record_count > right_size.record_count or left_choice.has_only_partner)
            and (right_size.record_count > left_size.record_count or right_choice.has_only_partner)
        )
{%- endmacro %}

{#-
    A select for the materialization constrained_clusters: links of clusters, and the conflicts between those that have any.
-#}
{% macro constrained_links(entity_links, conflicts) -%}
    with

    linked as (

        select left_cluster as cluster_number
        from {{ entity_links }}
        union
        select right_cluster as cluster_number
        from {{ entity_links }}

    )

    select
        left_cluster as left_node,
        right_cluster as right_node,
        strength,
        false as is_forbidden
    from {{ entity_links }}
    union all
    select
        conflicts.left_number as left_node,
        conflicts.right_number as right_node,
        cast(0 as bigint) as strength,
        true as is_forbidden
    from {{ conflicts }} as conflicts
    inner join linked as left_linked
        on conflicts.left_number = left_linked.cluster_number
    inner join linked as right_linked
        on conflicts.right_number = right_linked.cluster_number
{%- endmacro %}
