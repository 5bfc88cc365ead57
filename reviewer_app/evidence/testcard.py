"""Small files of known content, made on the spot, that show whether the readers and the player work here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

RATE = 48_000
CHUNK = 1_024


def write_clip(path: Path, *, seconds: float = 1.0, fps: int = 25, width: int = 160, height: int = 90) -> Path:
    """Write a clip of grey that grows lighter and a tone of 440 Hz (H.264 and AAC); return ``path``."""
    import av
    import numpy as np

    with av.open(str(path), "w") as out:
        video: Any = out.add_stream("libx264", rate=fps, options={"preset": "ultrafast", "g": str(fps)})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        audio: Any = out.add_stream("aac", rate=RATE, layout="mono")
        for number in range(round(seconds * fps)):
            picture = np.full((height, width, 3), (number * 5) % 256, dtype=np.uint8)
            out.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(video.encode(None))
        for start in range(0, round(seconds * RATE), CHUNK):
            times = np.arange(start, start + CHUNK, dtype=np.float32) / RATE
            tone = (0.2 * np.sin(2 * np.pi * 440 * times)).astype(np.float32)
            sound = av.AudioFrame.from_ndarray(tone[None, :], format="fltp", layout="mono")
            sound.sample_rate, sound.pts = RATE, start
            out.mux(audio.encode(sound))
        out.mux(audio.encode(None))
    return path


def tiny_pdf(words: str) -> bytes:
    """One page, 200 x 100 points, with ``words`` (plain ASCII) and a black square in its lower left corner."""
    content = f"0 0 20 20 re f BT /F1 12 Tf 30 50 Td ({words}) Tj ET".encode("ascii")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + end
