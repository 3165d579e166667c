"""Tokens: told once, kept as hashes, private."""

import json
import stat

import pytest

from lundi.errors import LundiError
from lundi.share.tokens import HASHES_FILE, hash_of, issue_token, read_tokens, token_folder, withdraw_token


def test_a_token_is_its_partner_s_and_only_its_hash_is_kept(tmp_path):
    profile = issue_token(tmp_path, "alpha", "http://127.0.0.1/delta-sharing")
    told = json.loads(profile.read_text(encoding="utf-8"))
    assert told["endpoint"] == "http://127.0.0.1/delta-sharing"
    assert read_tokens(tmp_path).partner_of(told["bearerToken"]) == "alpha"
    kept = (token_folder(tmp_path) / HASHES_FILE).read_text(encoding="utf-8")
    assert told["bearerToken"] not in kept
    assert hash_of(told["bearerToken"]) in kept
    for path in token_folder(tmp_path).iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("token", ["", "x", "alpha", "\udc80"])
def test_nobody_s_token_is_nobody_s(tmp_path, token):
    issue_token(tmp_path, "alpha", "")
    assert read_tokens(tmp_path).partner_of(token) is None


def test_a_new_token_ends_the_former_and_a_withdrawn_one_opens_nothing(tmp_path):
    first = json.loads(issue_token(tmp_path, "alpha", "").read_text(encoding="utf-8"))["bearerToken"]
    second = json.loads(issue_token(tmp_path, "alpha", "").read_text(encoding="utf-8"))["bearerToken"]
    assert [read_tokens(tmp_path).partner_of(token) for token in (first, second)] == [None, "alpha"]
    assert withdraw_token(tmp_path, "alpha")
    assert read_tokens(tmp_path).partner_of(second) is None
    assert not withdraw_token(tmp_path, "alpha")


def test_a_file_of_hashes_that_is_broken_lets_nobody_in(tmp_path):
    issue_token(tmp_path, "alpha", "")
    (token_folder(tmp_path) / HASHES_FILE).write_text("{", encoding="utf-8")
    with pytest.raises(LundiError, match="nobody can be let in"):
        read_tokens(tmp_path)
