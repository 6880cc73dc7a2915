# What is in the buffer is lost when the process is killed, unless unbuffered, flushed or by line.
import os
import subprocess
import sys

CLEAN = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
KILL = "import os, signal, sys; {first}print('started'); sys.stdout.isatty(); os.kill(os.getpid(), signal.SIGKILL)"


def output(code, *options, **variables):
    done = subprocess.run([sys.executable, *options, "-c", code], capture_output=True, text=True, env=CLEAN | variables)
    return done.stdout


plain = KILL.format(first="")
assert output(plain) == "", "the buffer was written"
assert output("import os; print('started'); os._exit(1)") == ""
assert output(plain, PYTHONUNBUFFERED="0") == "", "0 switched it on"
assert output(plain, PYTHONUNBUFFERED="1") == "started\n"
assert output(plain, "-u") == "started\n"
assert output(KILL.format(first="sys.stdout.reconfigure(line_buffering=True); ")) == "started\n"
assert output(plain.replace("'started'", "'started', flush=True")) == "started\n"

info = "import logging, sys; logging.getLogger().addHandler(logging.NullHandler()); {config}; logging.info('hello')"
assert output(info.format(config="logging.basicConfig(level=20, stream=sys.stdout)")) == "", "basicConfig worked twice"
assert "hello" in output(info.format(config="logging.basicConfig(level=20, stream=sys.stdout, force=True)"))
