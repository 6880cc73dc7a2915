"""What is left of a text that is kept for what it asks."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.safety.redaction import redact
from app.safety.rules import scan
from tests.unit.safety import fakes


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("ImportError: cannot import name 'x' from 'y'", "ImportError: cannot import name 'x' from 'y'"),
        ("mail from ada.lovelace@example.org bounces", "mail from [email] bounces"),
        ("git@github.com: Permission denied", "git@github.com: Permission denied"),
        ("No such file /home/ada/shop/app.py", "No such file /home/[user]/shop/app.py"),
        ("No such file /Users/ada/x", "No such file /Users/[user]/x"),
        (r"C:\Users\ada\x.txt missing", r"C:\Users\[user]\x.txt missing"),
        ("connect to 10.1.2.3 refused", "connect to [ip] refused"),
        ("connect ECONNREFUSED 127.0.0.1:5432", "connect ECONNREFUSED 127.0.0.1:5432"),
        ("listen on 2001:db8:0:1:1:1:1:1 fails", "listen on [ip] fails"),
        ("route fe80::1ff:fe23:4567:890a lost", "route [ip] lost"),
        ("std::vector out of range at 12:30:01", "std::vector out of range at 12:30:01"),
        ("call +49 170 1234567 now", "call [phone] now"),
        ("order 550e8400-e29b-41d4-a716-446655440000 not found", "order [id] not found"),
        ("segfault at 0x7ffdc0ffee12 ip", "segfault at [id] ip"),
        ("customer 4711000815 twice", "customer [id] twice"),
        ("python 3.12.1 on port 5432", "python 3.12.1 on port 5432"),
        ("GET https://example.com/users/ada?token=1 is 404", "GET https://example.com is 404"),
        ("GET http://wiki.corp/x is 404", "GET http://[host] is 404"),
        ("fetch http://localhost:3000/api fails", "fetch http://localhost fails"),
    ],
)
def test_what_is_nobody_elses_business_is_taken_out(said: str, kept: str) -> None:
    assert redact(said) == kept


@pytest.mark.parametrize("kind", fakes.PREFIXED)
def test_no_secret_is_kept(kind: str) -> None:
    rng = random.Random(f"redaction {kind}")
    for make in fakes.PREFIXED[kind]:
        secret = make(rng)
        left = redact(f"why does it fail\nwith {secret} here\nand then stop")
        assert secret not in left
        assert left.startswith("why does it fail\n")


@given(st.text(max_size=300))
def test_whatever_is_left_has_no_secret(text: str) -> None:
    assert not scan(redact(text))
