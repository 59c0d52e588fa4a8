import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from portevoix.web.fetch import LOOPBACK_TOO, FetchFailed, FetchRequest, client, safe_fetch
from tests.web.loopback import answer, read_request

pytestmark = pytest.mark.loopback


def written_certificate(folder, name):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@contextmanager
def tls_server(path, names):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    context.sni_callback = lambda line, name, _: names.append(name)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with suppress(OSError):
            raw, _ = listener.accept()
            with raw, context.wrap_socket(raw, server_side=True) as line:
                request = read_request(line)
                line.sendall(answer(200, request.split(b"\r\n\r\n")[0]))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(5)


@pytest.fixture
def authority(tmp_path, monkeypatch):
    path = written_certificate(tmp_path, "feeds.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    client._trust.cache_clear()
    yield path
    client._trust.cache_clear()


def fetched(host, port):
    return safe_fetch(
        FetchRequest(f"https://{host}:{port}/a"),
        permission=LOOPBACK_TOO,
        resolver=lambda *_: ("127.0.0.1",),
    )


def test_the_certificate_of_the_name_is_asked_and_believed(authority):
    names = []
    with tls_server(authority, names) as port:
        found = fetched("feeds.example", port)
    assert found.status == 200
    assert found.url == f"https://feeds.example:{port}/a"
    assert f"host: feeds.example:{port}".encode() in found.body.lower()
    assert names == ["feeds.example"]


def test_the_certificate_of_another_name_is_not(authority):
    with tls_server(authority, []) as port, pytest.raises(FetchFailed) as caught:
        fetched("other.example", port)
    assert (caught.value.code, caught.value.never_sent) == ("tls", True)


def test_an_unknown_authority_is_not_believed(tmp_path):
    path = written_certificate(tmp_path, "feeds.example")
    with tls_server(path, []) as port, pytest.raises(FetchFailed) as caught:
        fetched("feeds.example", port)
    assert (caught.value.code, caught.value.never_sent) == ("tls", True)
