"""A problem says what happened, what is safe and what to do; a bug says how to report it."""

import pytest

from app.problems import Bug, Problem, UserProblem, VaultInUse, WrongValue


def test_it_reads_as_sentences():
    problem = VaultInUse("The vault is open in another window.", kept="Nothing was changed.", do="Close that window.")
    assert str(problem) == "The vault is open in another window. Nothing was changed. Close that window."
    assert (problem.what, problem.kept, problem.do) == problem.args
    assert str(Problem("Alone.")) == "Alone."


def test_a_bug_asks_for_a_report():
    assert "report" in str(Bug("It broke."))
    assert Bug("It broke.", do="Restart.").do == "Restart."
    assert not isinstance(Bug("It broke."), UserProblem)


def test_a_wrong_value_is_a_value_error_that_names_its_field():
    with pytest.raises(ValueError, match="Too long") as caught:
        raise WrongValue("Too long.", field="name")
    assert isinstance(caught.value, WrongValue)
    assert caught.value.field == "name"
    assert isinstance(caught.value, UserProblem)
