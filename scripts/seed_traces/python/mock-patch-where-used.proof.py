# Patching the definition has no effect; patching the user has; autospec checks arguments and patch gives AsyncMock.
import pathlib
import sys
from unittest.mock import AsyncMock, patch

sys.dont_write_bytecode = True
sys.path.insert(0, ".")
pathlib.Path("shop").mkdir()
pathlib.Path("shop/__init__.py").touch()
pathlib.Path("shop/mail.py").write_text(
    'def send_mail(text):\n    raise RuntimeError("real mail sent")\n\n\nasync def later(text):\n    pass\n'
)
pathlib.Path("shop/orders.py").write_text(
    "from shop.mail import later, send_mail\n\n\ndef order(text):\n    send_mail(text)\n"
)
pathlib.Path("shop/invoices.py").write_text("from shop import mail\n\n\ndef invoice(text):\n    mail.send_mail(text)\n")
from shop.invoices import invoice  # noqa: E402
from shop.orders import order  # noqa: E402


def message(call):
    try:
        call()
    except Exception as e:
        return f"{type(e).__name__}: {e}"
    return "no error"


with patch("shop.mail.send_mail") as mock:
    assert message(lambda: order("book")) == "RuntimeError: real mail sent"
    assert message(lambda: mock.assert_called_once_with("book")) == (
        "AssertionError: Expected 'send_mail' to be called once. Called 0 times."
    )
    assert message(mock.assert_called_once) == (
        "AssertionError: Expected 'send_mail' to have been called once. Called 0 times."
    )
    invoice("book")
    mock.assert_called_once_with("book")


def test_order_sends_mail():
    with patch("shop.orders.send_mail", autospec=True) as send_mail:
        order("book")
    send_mail.assert_called_once_with("book")
    assert message(lambda: send_mail("a", "b")).startswith("TypeError: too many positional arguments")
    assert message(lambda: send_mail.assert_called_once_wiht("x")).startswith("AttributeError")


test_order_sends_mail()
with patch("shop.orders.later") as mock:
    assert isinstance(mock, AsyncMock)
assert "does not have the attribute 'nope'" in message(lambda: patch("shop.orders.nope").start())
