"""Notes beside a picture are found in all three formats, and nothing that is broken passes for clean."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.attachments.image_metadata import picture_in, tells_more
from tests.painted import jpeg, png, webp

EXIF = b"Exif\0\0MM\0*"


@pytest.mark.parametrize(
    ("data", "sort", "tells"),
    [
        (png(), "png", False),
        (png(4, 3, (b"tEXt", b"Author\0Ann")), "png", True),
        (png(4, 3, (b"eXIf", EXIF)), "png", True),
        (png(4, 3, (b"pHYs", b"\0" * 9)), "png", False),
        (png() + b"a further picture", "png", True),
        (png()[:-6], "png", True),
        (jpeg((0xE0, b"JFIF\0")), "jpeg", False),
        (jpeg((0xE0, b"JFIF\0"), (0xE1, EXIF)), "jpeg", True),
        (jpeg((0xED, b"Photoshop 3.0\0")), "jpeg", True),
        (jpeg((0xFE, b"taken by Ann")), "jpeg", True),
        (jpeg((0xE2, b"ICC_PROFILE\0\1\1")), "jpeg", False),
        (jpeg((0xE2, b"MPF\0MM\0*")), "jpeg", True),
        (jpeg((0xE2, b"")), "jpeg", False),
        (b"\xff\xd8\xff\xe0\0\0", "jpeg", True),
        (b"\xff\xd8\xff\xff\xff\xe0\0\x02\xff\xda", "jpeg", False),
        (b"\xff\xd8\xff\xe0\0\x02rubbish", "jpeg", True),
        (webp((b"VP8 ", b"123")), "webp", False),
        (webp((b"VP8 ", b"123"), (b"EXIF", EXIF)), "webp", True),
        (webp((b"VP8 ", b"123"), (b"XMP ", b"<x/>")), "webp", True),
        (webp((b"VP8 ", b"123"))[:-2], "webp", True),
        (b"%PDF-1.7", "", False),
        (b"", "", False),
    ],
)
def test_what_a_picture_tells(data, sort, tells):
    stream = io.BytesIO(data)
    assert picture_in(data) == sort
    assert tells_more(stream) is tells
    assert stream.tell() == 0


@given(
    st.sampled_from([png(), jpeg((0xE0, b"JFIF\0")), webp((b"VP8 ", b"1"))]), st.binary(max_size=60), st.integers(0, 90)
)
def test_whatever_comes_is_answered(start, noise, cut):
    assert tells_more(io.BytesIO(start[:cut] + noise)) in {True, False}
