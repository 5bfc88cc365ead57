"""The sample clips: narration by espeak-ng (or its kept recording), pictures by ``scene``, H.264 and AAC in MP4."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import wave
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy

from tests.samples.scene import RATE, Line, Painter, Scene

NARRATION = Path(__file__).parent / "narration"
SOUND_RATE = 22050
_GAP, _LEAD = 0.55, 0.8  # seconds of quiet between lines and before the first
_VOICES = {
    "T": ("en-us+f3", 40), "M": ("en-us+f4", 34), "G": ("en-gb+f5", 22), "F": ("en-us+m3", 30),
    "A": ("en-us+f2", 62), "B": ("en-gb+m4", 64), "C": ("en-us+f5", 66),
}  # fmt: skip
SCRIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "conference": (
        ("T", "Thank you for coming after work. What do you see at home that I can't see at school?"),
        ("M", "He reads to his little brother every night. In two languages."),
        ("T", "I did not know that. So what would help at home this week?"),
        ("M", "A text after six. When you call at noon, I have to leave the line."),
        ("G", "And let me send you one finished problem. Tuesdays and Thursdays."),
        ("T", "Then that is the plan. I brought a chart. I think we leave it out."),
    ),
    "call": (
        ("T", "This is week three. What did you see at home?"),
        ("G", "He explained the problem to me. Then I asked him: why do you not draw the whole first?"),
        ("T", "I had no good answer. Tomorrow we all draw the whole first."),
        ("G", "And keep Wednesday, not Tuesday. Tuesday is choir."),
    ),
    "father": (
        ("F", "I drive at night. Ten in the morning is my evening."),
        ("F", "I read to her every day. I thought maybe you only wanted the moms."),
    ),
    "feedback": (
        ("A", "Our goal: somebody who was not here can see which number makes me say so."),
        ("T", "Which row of the table would convince somebody who has never seen the pond?"),
        ("B", "The oxygen. It goes down. But wait, two of the six go up."),
        ("T", "What does that do to your claim?"),
        ("B", "Then it is mostly worse. Not all worse."),
        ("C", "Here I don't know where you got that from."),
        ("A", "From the second table. I'll say so."),
    ),
}


def narration(name: str) -> tuple[Any, tuple[Line, ...]]:
    """The sound of a script (16-bit, mono) and its lines with their times; spoken anew where espeak-ng is installed."""
    kept = NARRATION / f"{name}.ogg"
    if shutil.which("espeak-ng") and not kept.exists():
        samples, lines = _spoken(SCRIPTS[name])
        NARRATION.mkdir(exist_ok=True)
        _encode_audio(kept, samples, "libopus", 32_000, "ogg")
        times = [[round(line.start, 3), round(line.end, 3)] for line in lines]
        kept.with_suffix(".json").write_text(json.dumps(times) + "\n", encoding="utf-8")
    times = json.loads(kept.with_suffix(".json").read_text(encoding="utf-8"))
    lines = tuple(
        Line(who=who, text=text, start=start, end=end)
        for (who, text), (start, end) in zip(SCRIPTS[name], times, strict=True)
    )
    return _decoded(kept), lines


def _spoken(script: tuple[tuple[str, str], ...]) -> tuple[Any, tuple[Line, ...]]:
    parts, lines, at = [numpy.zeros(int(_LEAD * SOUND_RATE), numpy.int16)], [], _LEAD
    with tempfile.TemporaryDirectory() as folder:
        for number, (who, text) in enumerate(script):
            voice, pitch = _VOICES[who]
            path = Path(folder) / f"{number}.wav"
            subprocess.run(
                ["espeak-ng", "-v", voice, "-p", str(pitch), "-s", "150", "-a", "85", "-w", str(path), text], check=True
            )
            with wave.open(str(path)) as sound:
                samples = numpy.frombuffer(sound.readframes(sound.getnframes()), numpy.int16)
            parts += [samples, numpy.zeros(int(_GAP * SOUND_RATE), numpy.int16)]
            length = len(samples) / SOUND_RATE
            lines.append(Line(who=who, text=text, start=at, end=at + length + _GAP * 0.6))
            at += length + _GAP
    return numpy.concatenate(parts), tuple(lines)


def _decoded(path: Path) -> Any:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SOUND_RATE)
    with av.open(str(path)) as container:
        parts = [p.to_ndarray()[0] for f in container.decode(audio=0) for p in resampler.resample(f)]
    return numpy.concatenate(parts)


def _sound_stream(container: Any, codec: str, bit_rate: int, rate: int) -> Any:
    stream = container.add_stream(codec, rate=rate, layout="mono")
    stream.bit_rate = bit_rate
    stream.codec_context.flags |= 1 << 23  # bit exact
    return stream


def _sound_frames(samples: Any, rate: int, size: int) -> list[Any]:
    """The samples as frames of that rate."""
    resampler = av.AudioResampler(format="fltp" if rate == 44100 else "s16", layout="mono", rate=rate, frame_size=size)
    whole = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
    whole.sample_rate = SOUND_RATE
    frames, at = [*resampler.resample(whole), *resampler.resample(None)], 0
    for frame in frames:
        frame.pts, frame.time_base = at, Fraction(1, rate)
        at += frame.samples
    return frames


def _encode_audio(dest: Path, samples: Any, codec: str, bit_rate: int, form: str) -> None:
    rate = 48000 if codec == "libopus" else 44100
    with av.open(str(dest), "w", format=form, options={"fflags": "+bitexact"}) as container:
        stream = _sound_stream(container, codec, bit_rate, rate)
        for frame in _sound_frames(samples, rate, 960 if codec == "libopus" else 1024):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def recording(name: str, dest: Path) -> None:
    """A script as a sound recording (AAC in MP4)."""
    samples, _ = narration(name)
    _encode_audio(dest, samples, "aac", 64_000, "ipod")


def clip(name: str, scene: Scene, dest: Path) -> None:
    """A script as a clip with picture and sound."""
    samples, lines = narration(name)
    painter = Painter(scene, lines)
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(dest), "w", format="mp4", options=options) as container:
        video = container.add_stream("libx264", rate=RATE, options={"crf": "27", "preset": "slow", "tune": "animation"})
        video.width, video.height, video.pix_fmt, video.gop_size = 854, 480, "yuv420p", 2 * RATE
        video.codec_context.thread_count = 1
        audio = _sound_stream(container, "aac", 64_000, 44100)
        waiting = _sound_frames(samples, 44100, 1024)
        for number in range(int((len(samples) / SOUND_RATE + 0.4) * RATE)):
            dots = numpy.asarray(painter.frame(number))
            container.mux(video.encode(av.VideoFrame.from_ndarray(dots, format="rgb24")))
            while waiting and float(waiting[0].pts) / 44100 <= (number + 1) / RATE:
                container.mux(audio.encode(waiting.pop(0)))
        for frame in waiting:
            container.mux(audio.encode(frame))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
