"""The list of towns that have a store."""

from lundi.reference.store_towns import FIRST_TOWNS, store_towns

REGIONS = {"52": "Pays de la Loire"}


def commune(name, population, code, zone="metro"):
    return {
        "nom": name,
        "code": code,
        "population": population,
        "type": "commune-actuelle",
        "zone": zone,
        "codesPostaux": ["44100", "44000"],
        "departement": "44",
        "region": "52",
    }


def test_chosen_towns_come_first_and_the_others_by_population_without_overseas():
    communes = [commune(name, 1_000, f"A{number:03d}") for number, name in enumerate(FIRST_TOWNS)]
    communes += [commune("Petite", 10, "B001"), commune("Grande", 90_000, "B002")]
    communes += [commune("Lointaine", 99_000, "B003", zone="drom"), commune("Nantes", 5, "B004")]
    cities = [town["city"] for town in store_towns(communes, REGIONS)]
    assert cities[: len(FIRST_TOWNS)] == list(FIRST_TOWNS)
    assert cities[len(FIRST_TOWNS) :] == ["Grande", "Petite", "Nantes"]


def test_a_town_has_its_lowest_postal_code_and_its_region_s_name():
    communes = [commune(name, 1_000, f"A{number:03d}") for number, name in enumerate(FIRST_TOWNS)]
    town = store_towns(communes, REGIONS)[0]
    assert (town["postal_code"], town["region_name"]) == ("44000", "Pays de la Loire")
