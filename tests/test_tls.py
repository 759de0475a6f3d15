"""Crawls by https, and through a proxy: who is trusted, and what is asked of whom."""

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawling import Ended, crawl, free_port


def make_certificate(folder: Path, *addresses: str) -> Path:
    """A certificate that signs itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sample")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(1))
        .not_valid_after(now + datetime.timedelta(1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(encoding, form, serialization.NoEncryption())
    file.write_bytes(secret + certificate.public_bytes(encoding))
    return file


PAGE = """<html><head><title>望</title></head><body><div class="m_b_25"><span>2025-11-20 12:40:06
</span></div><h1>雨后的白云镇</h1><p>街道上的积水已经退去，学校也照常开课，菜市场里人来人往。</p></body>"""
PROFILE = """\
name = "tls"
title = "样例新闻网"
canonical_origin = "{origin}"
pc_hosts = ["{host}"]
start_urls = ["{origin}/"]
"""


@contextmanager
def answering(port: int, tls: ssl.SSLContext | None = None) -> Iterator[list[str]]:
    """A server that answers every request with the page; the requests' first lines."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0].decode()
            asked.append(line)
            status = b"404 No" if "robots.txt" in line else b"200 OK"
            body = PAGE.encode()
            head = b"HTTP/1.1 %s\r\nContent-Length: %d\r\n" % (status, len(body))
            writer.write(head + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # who asks does not trust us
        finally:
            writer.close()

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", port, ssl=tls))
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield asked
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


def crawl_one(folder: Path, origin: str, *settings: str, **env: str) -> Ended:
    """A crawl for one article of an origin."""
    profile, urls = folder / "site.toml", folder / "urls"
    profile.write_text(PROFILE.format(origin=origin, host=origin.split("//")[1]), "utf-8")
    urls.write_text(f"{origin}/content/646955/64/13002250.html\n")
    named = ("-a", f"site={profile}", "-a", "mode=urls", "-a", f"urls={urls}")
    return crawl(folder / "data", *named, "-s", "RETRY_TIMES=0", *settings, **env)


@pytest.mark.parametrize(
    ("named", "is_trusted", "wanted"),
    [("127.0.0.1", True, {}), ("127.0.0.1", False, "refused"), ("127.0.0.9", True, "refused")],
    ids=["trusted", "signed by nobody", "another host's"],
)
def test_a_certificate_is_verified(
    tmp_path: Path, named: str, is_trusted: bool, wanted: object
) -> None:
    file, port = make_certificate(tmp_path, named), free_port()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    env = {"SSL_CERT_FILE": str(file)} if is_trusted else {}
    with answering(port, tls) as asked:
        ended = crawl_one(tmp_path, f"https://127.0.0.1:{port}", **env)
    failed = ended.record["failed"]
    if wanted == "refused":
        assert list(failed) == ["robots_unreachable"]
        assert asked == []
    else:
        assert (failed, ended.record["written"]) == ({}, {"new": 1})
        assert asked[-1] == "GET /content/646955/64/13002250.html HTTP/1.1"


def test_a_proxy_that_is_asked_for_is_used(tmp_path: Path) -> None:
    port, proxy = free_port(), free_port()
    with answering(proxy) as asked:
        ended = crawl_one(
            tmp_path,
            f"http://127.0.0.1:{port}",
            *("-s", "HTTPPROXY_ENABLED=1"),
            http_proxy=f"http://127.0.0.1:{proxy}",
            no_proxy="",
        )
    assert ended.record["written"] == {"new": 1}
    origin = f"http://127.0.0.1:{port}"
    assert asked[-1] == f"GET {origin}/content/646955/64/13002250.html HTTP/1.1"
