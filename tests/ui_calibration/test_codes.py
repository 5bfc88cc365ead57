"""A bundle over the screen: codes drawn as they are shown, read by the path that the camera's frames take."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.sync import qr
from reviewer_app.ui.calibration.qr_read import NO_CAMERA, QrRead
from reviewer_app.ui.calibration.qr_show import QrShow, draw_code
from reviewer_app.ui.tasks import Tasks

pytestmark = pytest.mark.gui
DATA = random.Random(7).randbytes(2_500)


def frame(text: str, *, size: int = 620, turned: float = 3.0) -> QImage:
    """A code as a camera sees it on a screen: in a grey room, a little turned."""
    image = QImage(size + 120, size + 120, QImage.Format.Format_RGB32)
    image.fill(QColor(90, 96, 104))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.translate(image.width() / 2, image.height() / 2)
    painter.rotate(turned)
    draw_code(painter, QRectF(-size / 2, -size / 2, size, size), qr.matrix(text))
    painter.end()
    return image


@pytest.fixture
def reader(tasks: Tasks, qtbot: QtBot) -> QrRead:
    made = QrRead(tasks)
    qtbot.addWidget(made)
    made.start()
    return made


def test_without_a_camera_the_files_are_offered(reader: QrRead) -> None:
    from PySide6.QtMultimedia import QMediaDevices

    if QMediaDevices.videoInputs():
        pytest.skip("this computer has a camera")
    assert reader.hint.text() == NO_CAMERA
    assert reader.files.isEnabled()


def test_frames_in_any_order_with_losses_and_repeats_give_the_file(reader: QrRead, qtbot: QtBot) -> None:
    made = qr.transfer(DATA)
    count = len(made.pieces)
    order = [n for n in range(count + 4) if n not in (1, 3)]
    random.Random(3).shuffle(order)
    received: list[bytes] = []
    reader.received.connect(received.append)
    seen: list[str] = []
    for n in (order[0], *order):
        if received:
            break
        reader.feed(frame(made.frame(n), turned=n % 5 - 2))
        qtbot.waitUntil(lambda: not reader._busy, timeout=20_000)
        seen.append(reader.words.text())
    assert received == [DATA]
    assert seen[0] == f"1 of {count} codes"
    assert seen[1] == seen[0], "the same code again adds nothing"


def test_a_code_of_another_file_is_said_and_left_out(reader: QrRead, qtbot: QtBot) -> None:
    first, other = qr.transfer(DATA), qr.transfer(DATA[::-1])
    for text in (first.frame(0), other.frame(0)):
        reader.feed(frame(text))
        qtbot.waitUntil(lambda: not reader._busy, timeout=20_000)
    assert reader.words.text().startswith("1 of")
    assert "another file" in reader.hint.text()


def test_pictures_are_read_one_after_another(reader: QrRead, qtbot: QtBot, tmp_path: Path) -> None:
    made = qr.transfer(DATA[:700])
    paths = []
    for n in range(len(made.pieces)):
        paths.append(tmp_path / f"{n}.png")
        frame(made.frame(n)).save(str(paths[-1]))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    with qtbot.waitSignal(reader.received, timeout=20_000) as got:
        reader.read_files([tmp_path / "broken.png", *paths])
    assert got.args == [DATA[:700]]


def test_what_is_shown_is_what_is_read(tasks: Tasks, qtbot: QtBot, reader: QrRead) -> None:
    show = QrShow(tasks)
    qtbot.addWidget(show)
    show.resize(700, 760)
    show.show()
    show.show_bytes(DATA[:300], "decisions.zip")
    qtbot.waitUntil(lambda: bool(show.code.modules), timeout=20_000)
    assert show.words.text().startswith("decisions.zip: 1 ")
    with qtbot.waitSignal(reader.received, timeout=20_000) as got:
        reader.feed(show.code.grab().toImage())
    assert got.args == [DATA[:300]]
    show.stop()


def test_a_file_that_is_too_large_is_refused_in_words(tasks: Tasks, qtbot: QtBot) -> None:
    show = QrShow(tasks)
    qtbot.addWidget(show)
    show.show_bytes(random.Random(1).randbytes(1_200_000), "big.zip")
    qtbot.waitUntil(lambda: "drive" in show.words.text(), timeout=30_000)
    assert show.code.modules == ()


def test_codes_are_black_on_white_in_the_dark_theme_too(app: QApplication) -> None:
    image = frame(qr.transfer(b"x").frame(0), turned=0)
    colours = {image.pixelColor(x, image.height() // 2).name() for x in range(80, image.width() - 80)}
    assert colours <= {"#000000", "#ffffff"}
    assert len(colours) == 2
