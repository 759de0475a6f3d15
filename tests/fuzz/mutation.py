"""Seeds → inputs: small damage, large damage, pieces of each other, and what parsers stumble on."""

from random import Random

TOKENS = [
    *(b"<", b">", b'"', b"'", b"&", b"\0", b"\xff", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\r\n"),
    *(b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"<script>", b"</script>", b"<textarea>"),
    *(b"<table>", b"<tr><td>", b"</p>", b"<p>", b"<br>", b"<ul><li>", b"<svg>", b"<template>"),
    *(b"<embed>", b"<frameset>", b"<plaintext>", b"<select><option>", b"<img src=", b"<a href="),
    *(b"&#0;", b"&#xd800;", b"&#1114112;", b"&#x202e;", b"\xef\xbf\xbf", b"\xf0\x9f\x91\xa8"),
    *(b"http://[", b"javascript:", b"//", b"..", b"%00", b"%ff", b":99999", b"@", b"_1.html"),
    *("来源：", "作者：", "责编：", "2023-13-45 25:61", "图为", "。。", "（", "」", "\u3000"),
    *(b"Content-Length: -1\r\n", b"chunked", b"gzip", b"WARC/1.0\r\n", b"\r\n\r\n", b"{", b"["),
    *(b'{"url": 1}', b'"headers": []', b"charset=utf-16", b"charset=hz", b"charset=utf-7"),
]
WORDS = [token.encode() if isinstance(token, str) else token for token in TOKENS]
LONGEST = 200_000


def mutate(seeds: tuple[bytes, ...], chance: Random) -> bytes:
    """One input: a seed after one to eight changes."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 2, 8, 64, 512, 4096)))
        match chance.randrange(8):
            case 0:
                data[at:at] = chance.choice(WORDS)
            case 1:
                data[at:end] = chance.choice(WORDS)
            case 2:
                del data[at:end]
            case 3:
                data[at:at] = data[at:end] * chance.choice((1, 2, 50))
            case 4:
                data[at:end] = chance.randbytes(end - at)
            case 5 if data:
                data[min(at, len(data) - 1)] ^= 1 << chance.randrange(8)
            case 6:
                other = chance.choice(seeds)
                start = chance.randrange(len(other) + 1)
                data[at:end] = other[start : start + chance.choice((16, 256, 4096))]
            case 7:
                del data[at:]
    return bytes(data[:LONGEST])
