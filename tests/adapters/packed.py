"""One table of 300 rows, packed in each way that a file host may choose."""

import gzip
import io
import zipfile

from server.adapters.rows import Shape

SHAPE = Shape(("url", "title"), first_is_url=True)
BODY = "".join(
    f'https://a.example/{number},"a ""title"", {number}\nof two lines 😀"\n' for number in range(300)
).encode()
WANTED = b"url,title\n" + BODY


def zipped(*names: str, content: bytes = BODY) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return made.getvalue()


half = BODY.index(b"\n", 5_000) + 1
PACKED = {
    "plain": BODY,
    "gzip": gzip.compress(BODY),
    "members": gzip.compress(BODY[:half]) + gzip.compress(b"") + gzip.compress(BODY[half:]) + b"\0" * 20,
    "twice": gzip.compress(gzip.compress(BODY)),
    "zip": zipped("../../x.csv"),
    "headed": b"\xef\xbb\xbf" + b"sep=,\nFull URL,Title\n" + BODY,
}
