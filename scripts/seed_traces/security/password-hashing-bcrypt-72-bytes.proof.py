"""bcrypt 5 raises the trace's message for 73 bytes; the pre-hash tells long passwords apart; old hashes still verify."""
import pathlib
import re
import sys
import types

import bcrypt

trace = pathlib.Path(__file__).with_name("password-hashing-bcrypt-72-bytes.md").read_text()
blocks = re.findall(r"```python\n(.*?)```", trace, re.S)
message = re.search(r"```text\nValueError: (.*?)\n```", trace)[1]
try:
    bcrypt.hashpw(b"a" * 73, bcrypt.gensalt(4))
except ValueError as error:
    assert str(error) == message, error
else:
    raise SystemExit(f"bcrypt {bcrypt.__version__} did not raise")
assert not hasattr(bcrypt, "__about__")

names: dict = {}
exec(blocks[1], names)
slow, bcrypt.gensalt = bcrypt.gensalt, lambda _=4: slow(4)
long_a, long_b = "x" * 80 + "a", "x" * 80 + "b"
assert bcrypt.checkpw(names["prehash"](long_a), names["make"](long_a))
assert not bcrypt.checkpw(names["prehash"](long_b), names["make"](long_a))

try:
    import argon2  # noqa: F401
except ImportError:  # a stand-in with the same interface, to run the migration of the trace
    fake, errors = types.ModuleType("argon2"), types.ModuleType("argon2.exceptions")
    errors.VerificationError = type("VerificationError", (Exception,), {})

    class PasswordHasher:
        def hash(self, password):
            return "$argon2id$" + password[::-1]

        def verify(self, stored, password):
            if stored != self.hash(password):
                raise errors.VerificationError

        def check_needs_rehash(self, stored):
            return False

    fake.PasswordHasher, fake.exceptions = PasswordHasher, errors
    sys.modules |= {"argon2": fake, "argon2.exceptions": errors}
exec(blocks[0], names)
verify = names["verify_password"]
old = bcrypt.hashpw(long_a.encode()[:72], slow(4)).decode()  # as bcrypt 4 made it from the whole password
right, new = verify(long_a, old)
assert right and new.startswith("$argon2id$")
assert verify("wrong", old) == (False, None)
assert verify(long_a, new) == (True, None) and verify(long_b, new) == (False, None)
