# Twice with two handlers; nothing at INFO by default; basicConfig without force is ignored; the trace's setup: once.
import subprocess
import sys


def run(source):
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()


twice = '''
import logging
log = logging.getLogger("app")
log.addHandler(logging.StreamHandler())
logging.basicConfig(level="INFO")
log.info("hello")
'''
assert run(twice) == ["hello", "INFO:app:hello"]
assert run("import logging; logging.getLogger('app').info('a'); logging.getLogger('app').warning('b')") == ["b"]
late = "import logging; logging.warning('a'); logging.basicConfig(level='INFO'); logging.getLogger('app').info('b')"
assert run(late) == ["WARNING:root:a"]
SETUP = '''
import logging


def configure_logging(level: str = "INFO") -> None:
    logging.basicConfig(
        level=level,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        force=True,
    )
    logging.getLogger("urllib3").setLevel("WARNING")


logging.warning("early")
configure_logging()
configure_logging()
logging.getLogger("app").info("hello")
logging.getLogger("urllib3.connectionpool").info("noise")
assert len(logging.getLogger().handlers) == 1
'''
lines = run(SETUP)
assert len(lines) == 2 and lines[1].endswith("INFO app: hello"), lines
