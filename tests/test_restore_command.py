"""``wangcheng restore`` as a user calls it."""

from pathlib import Path

from click.testing import CliRunner, Result

from wangcheng_spider.cli import main

MANGLED = "望城區(qū)創(chuàng)建國家衛(wèi)生城市\n領(lǐng)域?qū)m?xiàng)整治\n"
PLAIN = "望城区创建国家卫生城市\n领域专项整治\n"


def run(*arguments: str, text: str | bytes = "", color: bool = False) -> Result:
    return CliRunner().invoke(main, ["restore", *arguments], input=text, color=color)


def test_file_and_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "copy.txt"
    file.write_text(MANGLED, "utf-8")
    for result in (run(str(file)), run("-", text=MANGLED), run(text=MANGLED)):
        assert (result.exit_code, result.stdout, result.stderr) == (0, PLAIN, "")


def test_honest_and_not_restorable() -> None:
    result = run(text="沩(wéi)水\r\n")
    assert (result.exit_code, result.stdout_bytes.decode()) == (0, "沩(wéi)水\r\n")
    assert result.stderr == "honest text, left as it is\n"
    spoiled = "讀(du) 書(shu) 學(xue) 習(xi) "
    result = run(text=spoiled)
    assert result.stdout == spoiled
    assert result.stderr == "not restorable, left as it is: 4 toneless readings\n"
    assert run("--force", text="長(zhǎng)沙").stdout == "长沙"


def test_explain() -> None:
    lines = run("--explain", text=MANGLED).stdout.splitlines()
    assert lines[:3] == ["@@ line 1", f"-{MANGLED.splitlines()[0]}", f"+{PLAIN.splitlines()[0]}"]
    assert "      4 reading  望城區[-(qū)-]創(chuà" in lines
    assert "      9 tear     lǐng)域[-?qū)m?xiàng)-]{+專項+}整治" in lines
    assert lines[-1] == "reading 4  script 5  tear 1"
    assert "\x1b[" not in "".join(lines)
    assert "\x1b[" in run("--explain", text=MANGLED, color=True).stdout


def test_bad_input(tmp_path: Path) -> None:
    missing = run(str(tmp_path / "none.txt"))
    assert missing.exit_code == 2
    assert missing.stderr.endswith("none.txt: No such file or directory\n")
    file = tmp_path / "gbk.txt"
    file.write_bytes("望城\n".encode() + "望城".encode("gbk"))
    wrong = run(str(file))
    assert wrong.exit_code == 2
    assert wrong.stderr == f"wangcheng restore: {file}: not UTF-8 (line 2, byte 7)\n"
    assert run(str(tmp_path)).exit_code == 2
