"""`status`, `digest`, `verify`."""

from pathlib import Path

from app.storage import opening
from app.storage.vault.vault import Vault
from tests.app.cli.conftest import Shell
from tests.group import PASSPHRASE


def opened(shell: Shell, folder: Path) -> Vault:
    world = shell.world()
    return opening.open_vault(folder, PASSPHRASE, world.registry(), world.environment())


def test_status_says_who_has_what(shell: Shell, ann: Path, bo: Path):
    shell("add", ann, "person", "name=Zoë")
    status = shell.read("status", ann)
    assert (status["group"], status["me"], status["role"]) == ("Kitchen table", "Ann", "admin")
    assert status["circles"] == ["everyone"]
    peer = status["peers"][0]
    assert (peer["name"], peer["role"], peer["known_at"]) == ("Bo", "editor", None)
    assert peer["operations_lacking"] >= 1
    assert status["as_of"].startswith("2026-11-23T06:")
    said = shell("status", ann)
    for text in ("Kitchen table", "Ann (admin)", "Bo", "never"):
        assert text in said
    assert bo.exists()


def test_status_of_a_vault_that_waits(shell: Shell):
    shell("join", shell.path("cy"), "--me", "Cy", "--request", shell.path("r"), who="Cy")
    assert shell.read("status", shell.path("cy"), who="Cy")["group"] == ""
    assert "knows nothing yet" in shell.fails("digest", shell.path("cy"), who="Cy")
    said = shell.fails("add", shell.path("cy"), "person", "name=X", who="Cy")
    assert "does not belong to a group yet" in said
    assert "All is well" in shell("verify", shell.path("cy"), who="Cy")


def test_the_digest_is_one_line_that_changes_with_every_change(shell: Shell, ann: Path):
    first = shell("digest", ann)
    assert len(bytes.fromhex(first.strip())) == 32
    assert shell("digest", ann) == first
    shell("add", ann, "person", "name=Zoë")
    assert shell("digest", ann) != first


def test_verify_agrees_with_the_digest(shell: Shell, ann: Path, bo: Path):
    for name in ("Ada", "伟王"):
        shell("add", ann, "person", f"name={name}", "note=something to find")
    shell("delete", ann, "person", "Ada")
    said = shell("verify", ann)
    assert "All is well" in said
    assert said.splitlines()[-1] == shell("digest", ann).strip()
    assert "All is well" in shell("verify", bo, who="Bo")


def test_verify_finds_tables_that_are_not_what_the_log_says(shell: Shell, ann: Path):
    shell("add", ann, "person", "name=Zoë")
    vault = opened(shell, ann)
    with vault.database.write() as connection:
        connection.exec_driver_sql("UPDATE person SET name = 'Eve'")
    vault.close()
    said = shell.fails("verify", ann)
    assert "table “person” differs" in said
    assert "another laptop" in said


def test_verify_finds_a_forged_signature(shell: Shell, ann: Path):
    shell("add", ann, "person", "name=Zoë")
    vault = opened(shell, ann)
    with vault.database.write() as connection:
        rows = connection.exec_driver_sql("SELECT number, segment FROM body ORDER BY number DESC LIMIT 1").all()
        number, segment = rows[0]
        connection.exec_driver_sql("UPDATE body SET segment = ? WHERE number = ?", (forged(segment), number))
    vault.close()
    assert "The log does not verify" in shell.fails("verify", ann)


def forged(segment: bytes) -> bytes:
    """Give the same segment about somebody else."""
    assert segment.count("Zoë".encode()) == 1
    return segment.replace("Zoë".encode(), b"Eve!")


def test_verify_finds_a_damaged_page(shell: Shell, ann: Path):
    shell("add", ann, "person", "name=Zoë")
    file = ann / "vault.db"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    result = shell.run("verify", ann)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
