"""The places outside a vault."""

from pathlib import Path

from app.paths import Paths


def test_places_of_this_computer_are_the_users_and_apart() -> None:
    paths = Paths.of_this_computer()
    places = {paths.default_vaults_folder, paths.config_folder, paths.state_folder}
    assert len(places) == 3
    assert all(place.is_absolute() for place in places)
    assert not any(place.exists() for place in places), "asking must not create anything"


def test_places_can_be_put_under_one_folder(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    assert {path.parent for path in (paths.default_vaults_folder, paths.config_folder, paths.state_folder)} == {
        tmp_path
    }
