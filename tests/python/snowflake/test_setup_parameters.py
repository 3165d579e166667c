"""What differs between accounts is checked, and never guessed."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from lundi.errors import LundiError
from lundi.snowflake.setup.parameters import PARAMETERS, public_key, read_parameters, second_key, user_names


def pem(key) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def read(name, text, role="ACCOUNTADMIN"):
    variable = next(parameter.variable for parameter in PARAMETERS if parameter.name == name)
    return read_parameters({variable: text}, {name}, role=role).complete()[name]


def refused(name, text) -> LundiError:
    with pytest.raises(LundiError) as error:
        read(name, text)
    return error.value


def test_a_list_of_addresses_becomes_a_list_of_texts():
    assert read("allowed_ips", "192.0.2.0/28, 198.51.100.7") == "'192.0.2.0/28', '198.51.100.7/32'"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0.0.0.0/0", "lets in more than a /8"),
        ("192.0.2.0/28,0.0.0.0/1", "lets in more than a /8"),
        ("192.0.2.1/28", "host bits set"),
        ("192.0.2.0/40", "is no IPv4 range"),
        ("::/0", "is no IPv4 range"),
        ("192.0.2.0/28'); drop database lundi", "is no IPv4 range"),
        (",", "the list is empty"),
    ],
)
def test_a_list_of_addresses_that_protects_nothing_or_is_none_is_refused(text, why):
    error = refused("allowed_ips", text)
    assert "LUNDI_SNOWFLAKE_ALLOWED_IPS" in error.message
    assert why in error.message


def test_addresses_of_the_command_line_stand_for_those_of_the_variable():
    environment = {"LUNDI_SNOWFLAKE_ALLOWED_IPS": "192.0.2.0/28"}
    values = read_parameters(environment, {"allowed_ips"}, role="r", allowed=["198.51.100.0/24", "203.0.113.9"])
    assert values.complete() == {"allowed_ips": "'198.51.100.0/24', '203.0.113.9/32'"}


def test_without_a_list_of_addresses_nothing_is_opened():
    values = read_parameters({}, {"allowed_ips"}, role="ACCOUNTADMIN")
    assert values.with_names_for_missing() == {"allowed_ips": "<LUNDI_SNOWFLAKE_ALLOWED_IPS>"}
    with pytest.raises(LundiError, match="needs LUNDI_SNOWFLAKE_ALLOWED_IPS") as error:
        values.complete()
    assert "nothing of it is guessed" in error.value.next_step


def test_a_public_key_is_taken_as_pem_or_on_one_line(key):
    one_line = "".join(pem(key).splitlines()[1:-1])
    assert public_key(pem(key)) == public_key(one_line) == one_line


def test_a_private_key_is_refused_and_not_repeated(key):
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    error = refused("loader_public_key", text)
    assert "that is a private key" in error.message
    assert text.splitlines()[1] not in error.message + error.next_step


@pytest.mark.parametrize(
    "text",
    [
        "not a key",
        "MIIB'; drop user admin; --",
        pem(ec.generate_private_key(ec.SECP256R1())),
        pem(rsa.generate_private_key(public_exponent=65537, key_size=1024)),
    ],
    ids=["no key", "no base64", "another kind", "too short"],
)
def test_what_is_no_rsa_public_key_of_2048_bits_is_refused(text):
    assert "LUNDI_SNOWFLAKE_CI_PUBLIC_KEY: " in refused("ci_public_key", text).message


def test_the_second_place_of_a_key_is_filled_or_emptied(key):
    assert second_key("") == "unset rsa_public_key_2"
    assert second_key(pem(key)) == f"set rsa_public_key_2 = '{public_key(pem(key))}'"
    assert read("loader_second_key", "") == "unset rsa_public_key_2"


def test_users_whose_name_is_an_address_are_quoted():
    assert user_names("jeanne, paul@example.org") == 'jeanne, "paul@example.org"'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("load_credits", "0"),
        ("load_credits", "-3"),
        ("load_credits", "many"),
        ("notify_users", 'a", "b'),
        ("warehouse_generation", "3"),
        ("retention_days", "22"),
        ("cost_owner", "it's us"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused_with_its_variable(name, text):
    assert "LUNDI_SNOWFLAKE_" in refused(name, text).message


def test_the_administrators_role_must_be_a_plain_name():
    assert read_parameters({}, {"admin_role"}, role="AccountAdmin").complete() == {"admin_role": "accountadmin"}
    with pytest.raises(LundiError, match="--role: expected a plain name"):
        read_parameters({}, {"admin_role"}, role="x; drop database lundi")


def test_what_has_a_safe_default_need_not_be_given():
    given = read_parameters({}, {"warehouse_generation", "retention_days"}, role="r").complete()
    assert given == {"warehouse_generation": "2", "retention_days": "14"}


def test_a_parameter_that_no_chosen_file_takes_is_not_asked_for():
    assert read_parameters({"LUNDI_SNOWFLAKE_LOAD_CREDITS": "wrong"}, set(), role="r").complete() == {}
