"""What is handed in as a file: a review, as JSON."""

from __future__ import annotations

import json
from typing import Any, cast

from app.i18n import _
from app.problems import WrongValue

_KEYS = {"recommendation": str, "text": str, "scores": dict, "changes": list}


def review_form(data: bytes) -> dict[str, Any]:
    """Read a review: recommendation, text, scores (1 to 5 by criterion), changes; says what of it is wrong."""
    try:
        form: Any = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise WrongValue(_("This is no JSON."), kept=_("Nothing was changed.")) from None
    if not isinstance(form, dict):
        raise WrongValue(_("A review is a JSON object."), kept=_("Nothing was changed."))
    found = cast("dict[str, Any]", form)
    for key, value in found.items():
        if key not in _KEYS or not isinstance(value, _KEYS[key]):
            raise WrongValue(_("A review has no field “{key}” of this form.").format(key=key), field=key)
    if any(type(score) is not int or not 1 <= score <= 5 for score in found.get("scores", {}).values()):
        raise WrongValue(_("A score is a whole number from 1 to 5."), kept=_("Nothing was changed."), field="scores")
    if not all(isinstance(text, str) for text in found.get("changes", [])):
        raise WrongValue(_("The changes asked for are a list of texts."), field="changes")
    return found
