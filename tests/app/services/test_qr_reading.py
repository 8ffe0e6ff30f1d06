"""From bytes to pictures of codes and back, through the library that reads them; and pictures that nobody can read."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.problems import BadBundle, UserProblem
from app.services.exchange import exchange, qr_pictures, qr_reading
from app.services.exchange.qr_frames import Collecting
from app.services.jobs import Progress
from app.services.members import members
from tests.examples import examples
from tests.group import Group

pytest.importorskip("zxingcpp")
image = pytest.importorskip("PIL.Image")


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[[bytes], list[Path]]:
    def draw(data: bytes) -> list[Path]:
        paths = []
        for name, picture in qr_pictures.pictures_of(data, os.urandom):
            paths.append(tmp_path / name)
            paths[-1].write_bytes(picture)
        return paths

    return draw


@pytest.mark.long
def test_a_bundle_goes_over_by_codes(group: Group, drawn: Callable):
    bo = group.join("Bo")
    group.meet("Ann", "Bo")
    made = exchange.make_bundle(group.vaults["Ann"], [bo.secrets.public().device.hex()]).run(Progress())
    paths = drawn(made.data)
    assert len(paths) <= 60
    found = qr_reading.read_pictures(list(reversed(paths))).run(Progress())
    assert found.wholes == (made.data,)
    taken = exchange.take(bo, found.wholes[0]).run(Progress())
    assert taken.sender == "Ann"


def test_a_join_request_goes_over_by_codes(group: Group, drawn: Callable):
    data, words = members.make_request(group.wait("Bo"))
    found = qr_reading.read_pictures(drawn(data)).run(Progress())
    assert members.read_request(found.wholes[0]).code == words


@pytest.mark.long
@pytest.mark.parametrize("size", [1, 300, 601, 3600, 66_000])
def test_every_code_of_a_whole_of_any_size_is_read(size: int):
    chance = Random(size)
    codes = qr_pictures.codes_of(chance.randbytes(size), chance.randbytes)
    for frame, modules in zip(codes.frames, codes.modules, strict=True):
        border = 4
        side = len(modules) + 2 * border
        rows = [bytes(border) + row + bytes(border) for row in modules]
        page = [bytes(side)] * border + rows + [bytes(side)] * border
        grey = b"".join(bytes(255 * (1 - on) for on in row for _ in range(4)) * 4 for row in page)
        assert qr_reading.codes_in_grey(grey, side * 4, side * 4) == [frame]


def test_what_was_photographed_askew_and_in_two_goes_is_read(tmp_path: Path, drawn: Callable):
    data = os.urandom(2500)
    paths = drawn(data)
    for path in paths:
        with image.open(path) as picture:
            wide = image.new("L", (picture.width * 2, picture.height * 2), 90)
            wide.paste(picture.convert("L"), (picture.width // 2, picture.height // 3))
            wide.rotate(7, resample=image.Resampling.BILINEAR, fillcolor=90).save(path.with_suffix(".jpg"), quality=60)
    photos = [path.with_suffix(".jpg") for path in paths]
    collecting = Collecting()
    first = qr_reading.read_pictures(photos[1:], collecting).run(Progress())
    assert first.wholes == ()
    assert first.missing == (1,)
    assert qr_reading.read_pictures(photos[:1], collecting).run(Progress()).wholes == (data,)


def test_several_codes_on_one_picture_are_all_read(tmp_path: Path, drawn: Callable):
    data = os.urandom(1100)
    pictures = [image.open(path).convert("L") for path in drawn(data)]
    sheet = image.new("L", (pictures[0].width * len(pictures), pictures[0].height), 255)
    for number, picture in enumerate(pictures):
        sheet.paste(picture, (number * picture.width, 0))
    sheet.save(tmp_path / "screen.png")
    assert qr_reading.read_pictures([tmp_path / "screen.png"]).run(Progress()).wholes == (data,)


def test_a_picture_without_a_code_is_named(tmp_path: Path):
    image.new("L", (50, 50), 255).save(tmp_path / "cat.png")
    assert qr_reading.read_pictures([tmp_path / "cat.png"]).run(Progress()).without == ("cat.png",)


@pytest.mark.parametrize("content", [b"", b"Dear Bo", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + bytes(50)])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(BadBundle, match="not a picture"):
        qr_reading.codes_in_file(tmp_path / "x.png")


def test_a_picture_of_many_pixels_is_not_unpacked(tmp_path: Path):
    image.new("1", (9000, 9000)).save(tmp_path / "bomb.png")
    assert (tmp_path / "bomb.png").stat().st_size < 20_000
    with pytest.raises(BadBundle, match="not a picture"):
        qr_reading.codes_in_file(tmp_path / "bomb.png")


@examples(40)
@given(st.data())
def test_a_damaged_picture_is_read_or_refused_and_nothing_else(tmp_path_factory: pytest.TempPathFactory, data):
    stream = io.BytesIO()
    form = data.draw(st.sampled_from(["PNG", "JPEG", "WEBP"]))
    image.linear_gradient("L").resize((40, 40)).save(stream, form)
    bent = bytearray(stream.getvalue())
    for _n in range(data.draw(st.integers(1, 6))):
        bent[data.draw(st.integers(0, len(bent) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("bent") / "x"
    path.write_bytes(bytes(bent[: data.draw(st.integers(1, len(bent)))]))
    with contextlib.suppress(UserProblem):
        assert qr_reading.codes_in_file(path) == []


def test_too_many_pictures_are_refused_before_any_is_opened(tmp_path: Path):
    with pytest.raises(UserProblem, match="at most 200"):
        qr_reading.read_pictures([tmp_path / "none.png"] * 201).run(Progress())


def test_without_the_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(qr_reading.importlib.util, "find_spec", lambda _name: None)
    assert not qr_reading.can_read()
    assert not qr_reading.can_see()
    with pytest.raises(qr_reading.NoReader, match=r"requirements-camera\.txt"):
        qr_reading.read_pictures([tmp_path / "x.png"]).run(Progress())
