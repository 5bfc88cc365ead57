"""Short clips with picture and sound, made on the spot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

RATE = 48_000
CHUNK = 1_024


def write_clip(path: Path, *, seconds: float = 1.0, fps: int = 25, width: int = 160, height: int = 90) -> Path:
    """Write H.264 and AAC (or what the suffix asks of the container) and return ``path``."""
    import av

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
            sound = av.AudioFrame.from_ndarray(
                (0.2 * np.sin(2 * np.pi * 440 * times)).astype(np.float32)[None, :], format="fltp", layout="mono"
            )
            sound.sample_rate, sound.pts = RATE, start
            out.mux(audio.encode(sound))
        out.mux(audio.encode(None))
    return path
