# A src layout fails under pytest; `pythonpath` in pyproject.toml cures it, an empty pytest.ini hides the setting.
import pathlib
import subprocess
import sys

pathlib.Path("src/shop").mkdir(parents=True)
pathlib.Path("tests").mkdir()
pathlib.Path("src/shop/__init__.py").touch()
pathlib.Path("src/shop/cart.py").write_text("def total(xs):\n    return sum(xs)\n")
pathlib.Path("tests/test_cart.py").write_text(
    "from shop.cart import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n"
)


def run():
    cmd = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(cmd, capture_output=True, text=True)
    return done.returncode, done.stdout


pathlib.Path("pyproject.toml").write_text('[project]\nname = "shop"\nversion = "0.1"\n')
code, out = run()
assert code == 2 and "E   ModuleNotFoundError: No module named 'shop'" in out, out
assert "Hint: make sure your test modules/packages have valid Python names." in out, out

with open("pyproject.toml", "a") as f:
    f.write('\n[tool.pytest.ini_options]\npythonpath = ["src"]\ntestpaths = ["tests"]\n')
code, out = run()
assert code == 0 and "1 passed" in out, out

pathlib.Path("pytest.ini").touch()
code, out = run()
assert code == 2, "an empty pytest.ini should win over pyproject.toml: " + out
