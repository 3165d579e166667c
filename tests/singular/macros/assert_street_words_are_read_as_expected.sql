-- Each row of the list whose address is read differently, left of the street's type and right of it.
with

cases as (

    select
        listed.before_type,
        listed.street_type,
        listed.after_type,
        listed.expected_number,
        listed.expected_name,
        listed.expected_key
    from (
        values
        ('12', 'rue', 'de la republique', '12', 'rue de la republique', '12|republique'),
        ('', 'rue', 'de la republique', null, 'rue de la republique', '|republique'),
        ('12 bis', 'rue', 'du bois', '12b', 'rue du bois', '12b|bois'),
        ('12bis', 'rue', 'du bois', '12b', 'rue du bois', '12b|bois'),
        ('12 b', 'rue', 'du bois', '12b', 'rue du bois', '12b|bois'),
        ('12b', 'rue', 'du bois', '12b', 'rue du bois', '12b|bois'),
        ('12 ter', 'rue', 'du bois', '12t', 'rue du bois', '12t|bois'),
        ('12 quater', 'rue', 'du bois', '12q', 'rue du bois', '12q|bois'),
        ('12 c', 'rue', 'du bois', '12c', 'rue du bois', '12c|bois'),
        ('12 14', 'rue', 'du bois', '12', 'rue du bois', '12|bois'),
        ('012', 'rue', 'du bois', '12', 'rue du bois', '12|bois'),
        ('0', 'rue', 'du bois', null, 'rue du bois', '|bois'),
        ('75012123', 'rue', 'du bois', null, 'rue du bois', '|bois'),
        ('# 4 12', 'rue', 'du bois', '12', 'rue du bois', '12|bois'),
        ('# a # 4 12', 'rue', 'du bois', '12', 'rue du bois', '12|bois'),
        ('# a2 12', 'rue', 'du bois # b', '12', 'rue du bois', '12|bois'),
        ('3eme # porte b 12', 'rue', 'du bois', '12', 'rue du bois', '12|bois'),
        ('12ter', 'rue', 'du bois 3e # gauche', '12t', 'rue du bois', '12t|bois'),
        ('12', 'rue', 'du 8 mai 1945 # b', '12', 'rue du 8 mai 1945', '12|8mai1945'),
        ('12 # b', 'rue', 'du bois', '12', 'rue du bois', '12|bois'),
        ('# b residence du parc 12', 'rue', 'du bois', '12', 'rue du bois', '12|bois'),
        ('residence des lilas 12', 'rue', 'du bois', '12', 'rue du bois', '12|bois'),
        ('12 smith', 'street', '', '12', 'smith street', '12|smith'),
        ('12', 'rue', 'du 8 mai 1945', '12', 'rue du 8 mai 1945', '12|8mai1945'),
        ('12', 'rue', 'charles de gaulle', '12', 'rue charles de gaulle', '12|charlesgaulle'),
        ('12', 'rue', '', '12', 'rue', null),
        ('12 le bourg', null, '', '12', 'le bourg', '12|bourg'),
        ('le bourg', null, '', null, 'le bourg', '|bourg'),
        ('ferme des 3 chenes', null, '', null, 'ferme des 3 chenes', '|ferme3chenes'),
        ('12', null, '', '12', null, null)
    ) as listed (before_type, street_type, after_type, expected_number, expected_name, expected_key)

),

addresses as (

    select
        cases.before_type || ' * ' || coalesce(cases.street_type, '-') || ' * ' || cases.after_type as given_address,
        cases.street_type,
        cases.after_type,
        cases.before_type,
        cases.expected_number,
        cases.expected_name,
        cases.expected_key
    from cases

),

streets as (

    {{ street_parts("addresses") }}

),

final as (

    select
        addresses.given_address,
        addresses.expected_number,
        streets.street_number,
        addresses.expected_name,
        streets.street_name,
        addresses.expected_key,
        streets.street_key
    from addresses
    inner join streets
        on addresses.given_address = streets.given_address

)

select * from final
where
    street_number <> expected_number
    or street_name <> expected_name
    or street_key <> expected_key
    or (street_number is null) <> (expected_number is null)
    or (street_name is null) <> (expected_name is null)
    or (street_key is null) <> (expected_key is null)
