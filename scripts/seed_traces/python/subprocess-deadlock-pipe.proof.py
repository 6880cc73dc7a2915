# wait() with full pipes hangs; output_of and stream don't; both shell traps; a grandchild that survives the timeout.
import contextlib
import io
import os
import signal
import subprocess
import sys
import time


def output_of(cmd: list[str], timeout: float = 60) -> str:
    done = subprocess.run(cmd, capture_output=True, text=True, encoding="utf-8", timeout=timeout)
    if done.returncode != 0:
        raise RuntimeError(f"{cmd[0]} exited with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def stream(cmd: list[str]) -> int:
    with subprocess.Popen(
        cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace"
    ) as p:
        for line in p.stdout:
            print("child:", line.rstrip())
    return p.returncode


code = "import sys; sys.stderr.write('e' * 200_000); sys.stdout.write('x' * 200_000)"
cmd = [sys.executable, "-c", code]
p = subprocess.Popen(cmd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
try:
    p.wait(timeout=0.5)
except subprocess.TimeoutExpired as e:
    assert str(e).endswith("timed out after 0.5 seconds"), e
else:
    raise SystemExit("wait() was expected to hang")
p.kill()
p.communicate()
assert output_of(cmd) == "x" * 200_000
with contextlib.redirect_stdout(io.StringIO()) as out:
    assert stream([sys.executable, "-c", code + "; sys.exit(3)"]) == 3
assert len(out.getvalue()) > 400_000
assert subprocess.run(["echo", "hi"], shell=True, capture_output=True).stdout == b"\n"
try:
    subprocess.run("ls -l")
except FileNotFoundError as e:
    assert str(e) == "[Errno 2] No such file or directory: 'ls -l'"
else:
    raise SystemExit("no error for a command line without a shell")

try:
    subprocess.run("(sleep 0.3; touch marker); true", shell=True, capture_output=True, timeout=0.1)
except subprocess.TimeoutExpired:
    pass
time.sleep(0.4)
assert os.path.exists("marker"), "the grandchild was expected to go on"
start = time.monotonic()
p = subprocess.Popen("(sleep 5); true", shell=True, stdout=subprocess.PIPE, start_new_session=True)
os.killpg(p.pid, signal.SIGKILL)
p.communicate()
assert time.monotonic() - start < 1
