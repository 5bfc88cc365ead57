"""The picture of a video with what lies over it: captions, covered faces, areas, a note. All of it is only a view."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QMouseEvent, QPainter

from reviewer_app.evidence.values import Box
from reviewer_app.ui import theme
from reviewer_app.ui.viewers.picture_view import PictureView

BLOCKS = 7  # a covered face is drawn as so many squares across
VEIL = 14  # a veiled picture is drawn as so many dots across, smoothly


class VideoStage(PictureView):
    """Shows the video; captions are drawn at its lower edge, found faces as coarse squares."""

    double_pressed = Signal()

    def __init__(self) -> None:
        super().__init__(zoomable=False)
        self.setRenderHints(QPainter.RenderHint.TextAntialiasing)  # the first picture is to come soon, then all is nice
        self.setBackgroundBrush(QColor("#0b0d10"))
        self.setAccessibleName("Video")
        self._caption = ""
        self._note = ""
        self._faces: tuple[Box, ...] = ()
        self._blocks: list[QImage] = []
        self._coarse: QImage | None = None  # what was looked at, to be taken for boxes that move
        self._veil: QImage | None = None

    def refine(self) -> None:
        """From now on pictures are drawn smoothly, which takes longer."""
        self.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        self.viewport().update()

    @property
    def caption(self) -> str:
        """What is shown over the picture."""
        return self._caption

    @property
    def faces(self) -> tuple[Box, ...]:
        """What is covered now."""
        return self._faces

    def set_caption(self, text: str) -> None:
        """Show these words over the picture; none: nothing."""
        if text != self._caption:
            self._caption = text
            self.viewport().update()

    def set_note(self, text: str) -> None:
        """A short note at the upper edge; none: nothing."""
        self._note = text
        self.viewport().update()

    def set_faces(self, boxes: tuple[Box, ...], picture: QImage | None) -> None:
        """Cover these places with what they are made of, coarsened."""
        self._coarse = picture
        self.move_faces(boxes)

    def move_faces(self, boxes: tuple[Box, ...]) -> None:
        """Cover these places from now on, with what was seen there last."""
        self._faces = boxes
        self._blocks = [_coarse(self._coarse, box) for box in boxes] if self._coarse is not None else []
        self.viewport().update()

    @property
    def veiled(self) -> bool:
        """Whether the whole picture is covered."""
        return self._veil is not None

    def set_veil(self, picture: QImage | None) -> None:
        """Cover the whole picture, so that only its colours are seen; None: not any more."""
        if picture is None and self._veil is None:
            return
        self._veil = _spot(picture) if picture is not None else None
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click asks for the full screen."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_pressed.emit()

    # -- painting --
    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        """Faces under the areas, words over everything."""
        self._draw_faces(painter)
        super().drawForeground(painter, rect)
        painter.save()
        painter.resetTransform()
        if self._caption:
            self._draw_caption(painter)
        if self._note:
            self._draw_note(painter)
        painter.restore()

    def _draw_faces(self, painter: QPainter) -> None:
        whole = self.sceneRect()
        if self._veil is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
            painter.drawImage(whole, self._veil)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for box, blocks in zip(self._faces, self._blocks, strict=False):
            x, y = box.x * whole.width() / 100, box.y * whole.height() / 100
            painter.drawImage(QRectF(x, y, box.width * whole.width() / 100, box.height * whole.height() / 100), blocks)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)

    def _draw_caption(self, painter: QPainter) -> None:
        shown = QRectF(self.mapFromScene(self.sceneRect()).boundingRect())
        room = QRectF(self.viewport().rect())
        size = max(13, min(26, round(shown.height() / 22)))
        font = theme.font(size)
        painter.setFont(font)
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignHCenter)
        widest = QRectF(0, 0, max(120.0, min(shown.width(), room.width()) * 0.86), room.height() * 0.6)
        words = QFontMetricsF(font).boundingRect(widest, flags, self._caption)
        bottom = min(shown.bottom(), room.bottom()) - max(6.0, shown.height() * 0.03)
        box = QRectF(0, 0, words.width() + 24, min(words.height(), widest.height()) + 10)
        box.moveCenter(QPointF(room.center().x(), bottom - box.height() / 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(10, 13, 17, 215))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(box.adjusted(12, 5, -12, -5), flags, self._caption)

    def _draw_note(self, painter: QPainter) -> None:
        font = theme.font(12)
        painter.setFont(font)
        width = QFontMetricsF(font).horizontalAdvance(self._note)
        box = QRectF(10, 10, min(width + 20, self.viewport().width() - 20), 24)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(10, 13, 17, 215))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor("#f0b35a"))
        text = QFontMetricsF(font).elidedText(self._note, Qt.TextElideMode.ElideRight, box.width() - 16)
        painter.drawText(box.adjusted(10, 0, -6, 0), Qt.AlignmentFlag.AlignVCenter, text)


def _coarse(picture: QImage, box: Box) -> QImage:
    """A part of a picture in a few squares."""
    left, top = round(box.x * picture.width() / 100), round(box.y * picture.height() / 100)
    part = picture.copy(
        left, top, max(1, round(box.width * picture.width() / 100)), max(1, round(box.height * picture.height() / 100))
    )
    small = part.scaled(
        BLOCKS, BLOCKS, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return small.convertToFormat(QImage.Format.Format_RGB32)


def _spot(picture: QImage) -> QImage:
    """A picture of which only the colours are left."""
    height = max(2, round(VEIL * picture.height() / max(1, picture.width())))
    smooth = Qt.TransformationMode.SmoothTransformation
    small = picture.scaled(VEIL, height, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    return small.convertToFormat(QImage.Format.Format_RGB32)
