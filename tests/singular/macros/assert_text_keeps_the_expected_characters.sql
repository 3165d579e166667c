-- Each row of the list that is folded, cleared or judged differently.
with

cases as (

    select
        listed.given,
        listed.expected_folded,
        listed.expected_kept,
        listed.expected_spaced,
        cast(listed.is_clean as boolean) as is_clean
    from (
        values
        ('abc', 'abc', 'abc', 'abc', 'true'),
        ('Éclair d''Œuvre', 'eclair d''oeuvre', 'clairduvre', ' clair d  uvre', 'false'),
        ('naïve-tél.', 'naive-tel.', 'navetl', 'na ve t l ', 'false'),
        ('İstanbul ıŞık', 'istanbul isik', 'stanbulk', ' stanbul    k', 'false'),
        ('a#b', 'a#b', 'ab', 'a b', 'false'),
        ('', '', '', '', 'true')
    ) as listed (given, expected_folded, expected_kept, expected_spaced, is_clean)

),

final as (

    select
        cases.*,
        {{ folded_text("given") }} as found_folded,
        {{ kept_characters("given", "abcdefghijklmnopqrstuvwxyz") }} as found_kept,
        {{ kept_characters("given", "abcdefghijklmnopqrstuvwxyz", " ") }} as found_spaced,
        {{ has_only_characters("given", "abcdefghijklmnopqrstuvwxyz") }} as found_clean
    from cases

)

select * from final
where
    found_folded <> expected_folded
    or found_kept <> expected_kept
    or found_spaced <> expected_spaced
    or found_clean <> is_clean
