-- Each row of the list whose postal code or town differs.
with

cases as (

    select
        listed.given_code,
        listed.expected_code,
        listed.given_city,
        listed.expected_city
    from (
        values
        ('75012', '75012', 'Paris', 'paris'),
        (' 75 012 ', '75012', 'PARIS 12', 'paris'),
        ('1000', '01000', 'Bourg-en-Bresse', 'bourg en bresse'),
        ('F-75012', '75012', 'Paris 12e arrondissement', 'paris'),
        ('FR75012', '75012', 'Lyon 3ème', 'lyon'),
        ('2a004', '2A004', 'L''Haÿ-les-Roses', 'l hay les roses'),
        ('SW1A 1AA', 'SW1A1AA', 'St-Étienne', 'saint etienne'),
        ('L-1234', 'L1234', 'STE MAXIME CEDEX 9', 'sainte maxime'),
        ('FOUR5', 'FOUR5', 'Neuilly s/ Seine', 'neuilly sur seine'),
        ('', null, '75012 Paris', 'paris'),
        (null, null, 'Cedex', null),
        ('--', null, '', null),
        ('123', '123', 'Cedexville', 'cedexville')
    ) as listed (given_code, expected_code, given_city, expected_city)

),

plain as (

    select
        *,
        {{ capitals_and_digits("given_code") }} as plain_code,
        {{ folded_text("given_city") }} as folded_city
    from cases

),

marked as (

    select
        *,
        {{ marked_city("folded_city") }} as marked_city
    from plain

),

final as (

    select
        given_code,
        expected_code,
        {{ french_postal_code("plain_code") }} as found_code,
        given_city,
        expected_city,
        nullif({{ city_words("marked_city") }}, '') as found_city
    from marked

)

select * from final
where
    found_code <> expected_code
    or found_city <> expected_city
    or (found_code is null) <> (expected_code is null)
    or (found_city is null) <> (expected_city is null)
