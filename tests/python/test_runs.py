"""What lets dbt read the project once for all Mondays of a session."""

from lundi.warehouse.dbt import PROD, target_folder
from runs import PARSED, OneParse, settings_in


def test_each_build_finds_at_one_path_what_the_one_before_it_read(tmp_path):
    seen = []

    def build(settings, *, target, as_of=None):
        parsed = target_folder(settings, target) / PARSED
        seen.append((settings.build_database, parsed.read_text() if parsed.is_file() else None, as_of))
        parsed.parent.mkdir(parents=True, exist_ok=True)
        parsed.write_text(f"read by build {len(seen)}")
        settings.build_database.touch()

    parse = OneParse(tmp_path, build)
    first, second = settings_in(tmp_path / "first"), settings_in(tmp_path / "second")
    for settings, as_of in ((first, 1), (second, 2), (first, 3)):
        settings.warehouse.mkdir(parents=True, exist_ok=True)
        parse.build(settings, as_of=as_of)
    assert len({path for path, *_ in seen}) == 1
    # A warehouse that has been built keeps what was read for it.
    assert [(read, as_of) for _, read, as_of in seen] == [
        (None, 1), ("read by build 1", 2), ("read by build 1", 3),
    ]  # fmt: skip
    assert first.build_database.is_file()
    assert second.build_database.is_file()


def test_a_build_in_the_account_has_a_parse_of_its_own(tmp_path):
    called = []
    OneParse(tmp_path, lambda settings, **options: called.append((settings, options))).build("settings", target=PROD)
    assert called == [("settings", {"target": PROD})]
