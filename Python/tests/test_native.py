import os
import sys

import pytest

from widelimit import _native

AVX2 = _native._needed["x86-64-v3"]
AVX512 = _native._needed["x86-64-v4"]
BOTH = ["x86-64-v4", "x86-64-v3"]


@pytest.mark.parametrize(
    "held, flags, wish, level",
    [
        (BOTH, AVX512, "", "x86-64-v4"),
        (BOTH, AVX512 | {"avx512_bf16"}, "", "x86-64-v4"),
        (BOTH, AVX512 - {"avx512dq"}, "", "x86-64-v3"),
        (BOTH, AVX2, "", "x86-64-v3"),
        (BOTH, AVX512, "x86-64-v3", "x86-64-v3"),
        (BOTH, frozenset(), "", "x86-64-v3"),
        (["native"], frozenset(), "", "native"),
        (["native"], AVX2, "", "native"),
    ],
)
def test_best_level_that_the_processor_runs(held, flags, wish, level):
    assert _native.choose(held, frozenset(flags), wish) == level


def test_processor_without_any_level_is_told_what_it_lacks():
    with pytest.raises(ImportError, match="does not run widelimit's build for x86-64-v3: it has no avx2, fma$"):
        _native.choose(BOTH, AVX2 - {"avx2", "fma"})
    with pytest.raises(ImportError, match="build for x86-64-v4: it has no avx512bw"):
        _native.choose(BOTH, AVX2, "x86-64-v4")


def test_level_that_the_package_does_not_hold_is_refused():
    with pytest.raises(ImportError, match="WIDELIMIT_LEVEL=x86-64-v2: the package holds x86-64-v4, x86-64-v3"):
        _native.choose(BOTH, AVX512, "x86-64-v2")


def test_wheel_brings_its_level_and_its_fonts(monkeypatch, tmp_path):
    for level in BOTH:
        (tmp_path / level).mkdir()
    (tmp_path / "fonts").mkdir()
    fonts = tmp_path / "fonts" / "fonts.conf"
    fonts.touch()
    monkeypatch.setattr(_native, "_folder", tmp_path)
    monkeypatch.setattr(_native, "processor_flags", lambda: AVX2)
    monkeypatch.delenv("WIDELIMIT_LEVEL", raising=False)
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    started = []
    monkeypatch.setattr(os, "execve", lambda *call: started.append(call))
    assert _native.library() == tmp_path / "x86-64-v3" / "libWideLimitC.so"
    _native.run(["doctor"])
    program, arguments, environment = started[0]
    assert (program, arguments[1:]) == (tmp_path / "x86-64-v3" / "widelimit", ["doctor"])
    assert environment["FONTCONFIG_FILE"] == str(fonts)

    monkeypatch.setenv("FONTCONFIG_FILE", "of the user's")
    _native.run([])
    assert started[1][2]["FONTCONFIG_FILE"] == "of the user's"
    monkeypatch.setenv("WIDELIMIT_LEVEL", "x86-64-v4")
    with pytest.raises(SystemExit, match="Error: this processor does not run"):
        _native.run([])


def test_only_the_standard_library_is_needed():
    names = {line.split()[1] for line in open(_native.__file__) if line.startswith(("import ", "from "))}
    assert names <= set(getattr(sys, "stdlib_module_names", names))
