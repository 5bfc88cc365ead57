"""Reads QR codes from the other laptop's screen: by the camera, or from pictures or a video of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.labels import Text
from reviewer_app.ui.widgets.progress import Bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_app.errors import ReviewerError
    from reviewer_app.sync.qr import Progress
    from reviewer_app.ui.tasks import Tasks

_PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".webp")
_WIDEST = 1600  # pixels of a frame that is searched
NO_CAMERA = "No camera was found on this computer. Choose pictures or a video of the codes instead."


def grey(image: QImage) -> Any:
    """A picture as the detector takes it: grey, not larger than needed, its bytes its own."""
    import numpy as np

    if image.width() > _WIDEST:
        image = image.scaledToWidth(_WIDEST, Qt.TransformationMode.SmoothTransformation)
    plain = image.convertToFormat(QImage.Format.Format_Grayscale8)
    stride, height, width = plain.bytesPerLine(), plain.height(), plain.width()
    return np.frombuffer(bytes(plain.constBits()), dtype=np.uint8).reshape(height, stride)[:, :width].copy()


class QrRead(QWidget):
    """Feeds every frame to the detector off the GUI thread, one at a time; frames that come meanwhile are skipped."""

    received = Signal(object)  # bytes of the file
    closed = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._collector: Any = None
        self._busy = False
        self._files = False  # pictures are being read one after another
        self._waiting: list[Path] = []
        self._camera: Any = None
        self._capture: Any = None
        self._reel: Any = None
        self._sink: Any = None
        self.words = Text("", "strong")
        self.hint = Text("", "second", wrap=True)
        self.bar = Bar(height=6)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName("What the camera sees")
        self.picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.files = Button("Choose pictures or a video…")
        self.files.clicked.connect(self.choose)
        self.again = Button("Use the camera", icon="camera")
        self.again.clicked.connect(self.start_camera)
        self.cancel = Button("Cancel", "quiet")
        self.cancel.clicked.connect(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        for button in (self.again, self.files, self.cancel):
            row.addWidget(button)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self.hint)
        column.addWidget(self.picture, 1)

    # --- beginning ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin anew, with the camera if there is one."""
        from reviewer_app.sync import qr

        self._collector = qr.Collector()
        self._waiting = []
        self.bar.set_share(0)
        self.words.setText("No code read yet")
        self.start_camera()

    def start_camera(self) -> None:
        """Use the camera; without one that is said and the files are offered."""
        from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QMediaDevices

        self._let_go()
        devices = QMediaDevices.videoInputs()
        if not devices:
            self.hint.setText(NO_CAMERA)
            self.files.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._capture, self._camera = QMediaCaptureSession(self), QCamera(devices[0], self)
        self._camera.errorOccurred.connect(lambda _code, why: self.hint.setText(f"The camera says: {why} {NO_CAMERA}"))
        self._capture.setCamera(self._camera)
        self._capture.setVideoSink(self._make_sink())
        self._camera.start()
        self.hint.setText("Hold the camera so that the whole code with its white edge is in the picture.")

    def _make_sink(self) -> Any:
        from PySide6.QtMultimedia import QVideoSink

        self._sink = QVideoSink(self)
        self._sink.videoFrameChanged.connect(self._on_frame)
        return self._sink

    def choose(self) -> None:
        """Ask for pictures or a video."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self, "Pictures or a video of the codes", "",
            "Pictures and videos (*.png *.jpg *.jpeg *.bmp *.webp *.mp4 *.mov *.mkv *.webm *.avi);;All files (*)",
        )  # fmt: skip
        if chosen:
            self.read_files([Path(p) for p in chosen])

    def read_files(self, paths: Sequence[Path]) -> None:
        """Read pictures one after another, or play a video through the same path as the camera's frames."""
        self._let_go()
        pictures = [p for p in paths if p.suffix.lower() in _PICTURES]
        self._waiting, self._files = pictures, bool(pictures)
        self.hint.setText("Reading…")
        if pictures:
            self._next_picture()
        elif paths:
            self._play(paths[0])

    def _play(self, path: Path) -> None:
        from reviewer_app.ui.viewers.player import Reel

        self._reel = Reel(self._make_sink(), self)
        self._reel.ended.connect(self._ended)
        self._reel.failed.connect(lambda: self.hint.setText(f"{path.name} can't be played."))
        self._reel.run(path)

    # --- frames ------------------------------------------------------------------------------------------------------

    def _on_frame(self, frame: Any) -> None:
        if not self._busy and frame.isValid():
            self.feed(frame.toImage())

    def _next_picture(self) -> None:
        if not self._waiting:
            self._ended()
            return
        path = self._waiting.pop(0)
        reader = QImageReader(str(path))
        reader.setAutoTransform(True)
        image = reader.read()
        if image.isNull():
            self.hint.setText(f"{path.name} is no picture that can be read.")
            self._next_picture()
        else:
            self.feed(image)

    def _ended(self) -> None:
        self._files = False
        if self._collector is not None:
            self.hint.setText("Not all codes were in there. Choose more pictures, or go on with the camera.")

    def feed(self, image: QImage) -> None:
        """Search a frame for codes."""
        if image.isNull() or self._collector is None:
            return
        self._busy = True
        shown = image.scaled(self.picture.size(), Qt.AspectRatioMode.KeepAspectRatio)
        self.picture.setPixmap(QPixmap.fromImage(shown))
        pixels = grey(image)

        def work() -> tuple[str, ...]:
            from reviewer_app.sync import qr

            return qr.read_picture(pixels)

        self._tasks.read(work, self._found, self._refused)

    def _found(self, texts: tuple[str, ...]) -> None:
        self._busy = False
        if self._collector is None:
            return
        for text in texts:
            self._say(self._collector.add(text))
        data = self._collected()
        if data is not None:
            self._collector = None
            self._let_go()
            self.received.emit(data)
        elif self._files:
            self._next_picture()

    def _collected(self) -> bytes | None:
        from reviewer_app.errors import ReviewerError
        from reviewer_app.sync import qr

        try:
            found: bytes | None = self._collector.finish_if_done()
        except ReviewerError as error:
            self.hint.setText(f"{error.message} {error.hint}")
            self._collector = qr.Collector()
            return None
        return found

    def _say(self, progress: Progress) -> None:
        if progress.other:
            self.hint.setText("This code belongs to another file. Read one file at a time.")
            return
        self.words.setText(f"{progress.have} of {progress.of} codes")
        self.bar.set_share(progress.have / progress.of if progress.of else 0.0)

    def _refused(self, error: ReviewerError) -> None:
        self._busy = False
        self.hint.setText(f"{error.message} {error.hint}".strip())

    # --- the end -----------------------------------------------------------------------------------------------------

    def _let_go(self) -> None:
        """Let camera and player go."""
        self._waiting, self._files = [], False
        if self._sink is not None:
            self._sink.videoFrameChanged.disconnect(self._on_frame)
        if self._camera is not None:
            self._camera.stop()
        if self._reel is not None:
            self._reel.release()
        for part in (self._camera, self._reel, self._capture, self._sink):
            if part is not None:
                part.deleteLater()
        self._camera = self._reel = self._capture = self._sink = None

    def release(self) -> None:
        """Stop reading."""
        self._collector = None
        self._let_go()

    def stop(self) -> None:
        """Put it away."""
        self.release()
        self.closed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """The camera is off where nobody looks."""
        super().hideEvent(event)
        self._let_go()

    def sizeHint(self) -> QSize:
        """A middling picture."""
        return QSize(theme.px(640), theme.px(520))
