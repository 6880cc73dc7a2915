# Without the guard: the RuntimeError and the BrokenProcessPool; with it: the result. set_start_method outside fails too.
import pathlib
import subprocess
import sys


def run(source):
    pathlib.Path("script.py").write_text(source)
    done = subprocess.run([sys.executable, "script.py"], capture_output=True, text=True, timeout=50)
    return done.returncode, done.stdout + done.stderr


HEAD = '''
import multiprocessing as mp
from concurrent.futures import ProcessPoolExecutor


def square(x: int) -> int:
    return x * x

'''
START = '''
with ProcessPoolExecutor(max_workers=2, mp_context=mp.get_context("spawn")) as pool:
    print(list(pool.map(square, range(4))))
'''
code, out = run(HEAD + START)
assert code != 0 and "An attempt has been made to start a new process before the\n" in out, out
assert "BrokenProcessPool: A process in the process pool was terminated abruptly while the future was" in out, out
main = "\n\ndef main() -> None:" + START.replace("\n", "\n    ") + '\n\nif __name__ == "__main__":\n    main()\n'
code, out = run(HEAD + main)
assert code == 0 and out.strip() == "[0, 1, 4, 9]", out
code, out = run(HEAD + 'mp.set_start_method("spawn")\n' + main)
assert "RuntimeError: context has already been set" in out, out
