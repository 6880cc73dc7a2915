"""A server that offers AUTH only after STARTTLS: the wrong ways give the trace's messages, open_smtp() logs in."""
import os
import pathlib
import re
import smtplib
import socket
import ssl
import subprocess
import threading

trace = pathlib.Path(__file__).with_name("email-smtp-gmail-authentication-failed.md").read_text()
names: dict = {}
exec(re.findall(r"```python\n(.*?)```", trace, re.S)[0], names)
subprocess.run(
    ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k.pem", "-out", "c.pem", "-days", "1",
     "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
server_tls.load_cert_chain("c.pem", "k.pem")
listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]


def session(connection):
    secure, tries = False, 0
    connection.sendall(b"220 mail.example.com ESMTP\r\n")
    file = connection.makefile("rb")
    for line in file:
        verb = line.split()[0].upper() if line.split() else b""
        if verb == b"EHLO":
            connection.sendall(b"250-mail.example.com\r\n250 " + (b"AUTH PLAIN\r\n" if secure else b"STARTTLS\r\n"))
        elif verb == b"STARTTLS":
            connection.sendall(b"220 go ahead\r\n")
            connection = server_tls.wrap_socket(connection, server_side=True)
            file, secure = connection.makefile("rb"), True
            return rest(connection, file)
        elif verb == b"QUIT":
            return connection.sendall(b"221 bye\r\n")
        else:
            connection.sendall(b"500 ?\r\n")


def rest(connection, file):
    for line in file:
        verb = line.split()[0].upper()
        if verb == b"EHLO":
            connection.sendall(b"250-mail.example.com\r\n250 AUTH PLAIN\r\n")
        elif verb == b"AUTH":
            import base64
            good = base64.b64decode(line.split()[2]).endswith(b"\0app")
            connection.sendall(b"235 2.7.0 Accepted\r\n" if good else b"535 5.7.8 Username and Password not accepted.\r\n")
        elif verb == b"QUIT":
            return connection.sendall(b"221 bye\r\n")


def quietly(connection):
    try:
        session(connection)
    except (OSError, IndexError):
        pass
    connection.close()


def serve():
    while True:
        threading.Thread(target=quietly, args=(listener.accept()[0],), daemon=True).start()


threading.Thread(target=serve, daemon=True).start()


def error(action):
    try:
        action()
    except Exception as caught:
        return f"{type(caught).__name__}: {caught}"
    raise SystemExit("no error where one was expected")


assert "WRONG_VERSION_NUMBER" in error(lambda: smtplib.SMTP_SSL("localhost", port, timeout=5))
plain = smtplib.SMTP("localhost", port, timeout=5)
assert "SMTP AUTH extension not supported by server." in error(lambda: plain.login("user", "app"))
trust = ssl.create_default_context(cafile="c.pem")
with names["open_smtp"]("localhost", port, trust) as smtp:
    assert "5.7.8 Username and Password not accepted." in error(lambda: smtp.login("user", "account"))
with names["open_smtp"]("localhost", port, trust) as smtp:
    assert smtp.login("user", "app") == (235, b"2.7.0 Accepted")
assert "CERTIFICATE_VERIFY_FAILED" in error(lambda: names["open_smtp"]("localhost", port))
os._exit(0)
