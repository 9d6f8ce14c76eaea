import typer.testing

from toolkit.cli import app

ROWS = "VisitID,Child ID,Visit Date,Visit Type,Created On\nv1,KID007,31/03/2020,looked after visit,2020-04-01 10:00\n"


def run(*words):
    done = typer.testing.CliRunner().invoke(app, [str(w) for w in words])
    return done.exit_code, done.output + (str(done.exception) if done.exception else "")


def test_from_a_file_to_a_record_with_pseudonyms(tmp_path):
    file, mapping, record, key = (tmp_path / name for name in ("visits.csv", "m.toml", "r", "key"))
    file.write_text(ROWS, encoding="utf-8")
    assert run("mapping", "new", file, "--to", mapping)[0] == 0
    code, told = run("import", "tidy", file, "--mapping", mapping, "--taken-on", "2020-05-01", "--to", record, "--pseudonyms", key)
    assert code == 0 and "KID007" not in told and key.read_text().strip() not in told
    assert key.stat().st_mode & 0o777 == 0o600 and (record / "visit.parquet").is_file()
    code, told = run(
        "import", "tidy", file, "--taken-on", "2020-05-01", "--to", tmp_path / "s", "--pseudonyms", tmp_path / "s" / "key"
    )
    assert code and "inside the record" in told and not (tmp_path / "s").exists()


def test_a_template_that_is_still_empty_says_so(tmp_path):
    assert run("template", "--to", tmp_path / "t", "--tables", "goal")[0] == 0
    code, told = run("import", "tidy", tmp_path / "t" / "template.xlsx", "--taken-on", "2020-05-01", "--to", tmp_path / "r")
    assert code and "nothing is filled in" in told
