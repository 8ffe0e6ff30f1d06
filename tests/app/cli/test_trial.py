"""`demo` and `pictures`, as far as the command itself goes."""

from dataclasses import replace
from pathlib import Path

from tests.app.cli.conftest import Shell


def test_the_demo_writes_over_nothing(shell: Shell):
    kept = shell.write("mine.txt", "mine")
    assert "not empty" in shell.fails("demo", "--out", shell.root)
    assert "not empty" in shell.fails("demo", "--out", kept)
    assert kept.read_text("utf-8") == "mine"
    assert "--size" in shell.misused("demo", "--size", "huge")


def test_pictures_are_drawn_by_the_window(shell: Shell):
    drawn: list[Path] = []

    def draw(out: Path) -> list[Path]:
        drawn.append(out)
        return [out / "people-light.png"]

    result = shell.run("pictures", "--out", shell.path("p"), world=replace(shell.world(), draw=draw))
    assert result.exit_code == 0
    assert "1 picture is in" in result.stdout
    assert drawn == [shell.path("p")]
    assert "no window" in shell.fails("pictures", "--out", shell.path("p"))
