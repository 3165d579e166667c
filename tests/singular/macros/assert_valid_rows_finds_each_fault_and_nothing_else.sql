-- Each key that `valid_rows` tells of and should not, or leaves out: sound rows and a value that is null may stand.
with

given as (

    select
        listed.id,
        listed.name,
        listed.kind,
        listed.is_faulty
    from (
        values
        (1, 'sound', 'a', false),
        (2, 'no kind', null, false),
        (3, null, 'a', true),
        (4, 'unlisted', 'c', true),
        (5, 'twice', 'a', true),
        (5, 'twice', 'b', true),
        (null, 'no key', 'a', true)
    ) as listed (id, name, kind, is_faulty)

),

found as (

    {{ test_valid_rows("given", ["id"], ["name"], {"kind": ["a", "b"]}) }}

),

told as (

    select distinct coalesce(id, 0) as id
    from found

),

expected as (

    select distinct coalesce(id, 0) as id
    from given
    where is_faulty

),

final as (

    select coalesce(told.id, expected.id) as id
    from told
    full outer join expected
        on told.id = expected.id
    where told.id is null or expected.id is null

)

select * from final
