"""What Windows tells its windows; the messages are laid out in memory as Windows lays them out."""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

import pytest

from ui.guard.windows_messages import WindowsSigns

POWER, SESSION, PAINT = 0x0218, 0x02B1, 0x000F


@pytest.mark.parametrize(
    ("number", "word", "heard"),
    [
        (POWER, 0x4, 1),
        (POWER, 0x7, 1),
        (POWER, 0xA, 0),  # The battery has changed.
        (SESSION, 0x7, 1),
        (SESSION, 0x8, 0),  # The screen is unlocked.
        (SESSION, 0x2, 1),
        (PAINT, 0x4, 0),
    ],
)
def test_sleep_and_a_locked_screen_are_signs(qapp: object, number: int, word: int, heard: int):
    signs = WindowsSigns()
    times: list[None] = []
    signs.leaving.connect(lambda: times.append(None))
    message = wintypes.MSG()
    message.message, message.wParam = number, word
    answer = signs.filter.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(message))
    assert answer == (False, 0), "the message goes on to whom it is for"
    assert len(times) == heard
    signs.filter.nativeEventFilter(b"xcb_generic_event_t", 0)
    assert len(times) == heard, "messages of other systems are not read"
    signs.release()


@pytest.mark.skipif(sys.platform == "win32", reason="there it would be asked for")
def test_elsewhere_nothing_is_asked_of_windows(qapp: object):
    assert not WindowsSigns().ask_for_session(1)
