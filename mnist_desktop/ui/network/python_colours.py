"""Colours for Python code: comments, texts and numbers, keywords; enough to find one's way."""

import re

from PySide6.QtCore import Slot
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from typing_extensions import override

from mnist_desktop.ui.theme import Theme, current_theme, follow_theme

_KEYWORDS = "as|class|def|else|for|from|if|import|in|return|with|None|True|False"
_TOKENS = re.compile(
    r"(?P<comment>#.*)"
    r"""|(?P<value>f?"(?:[^"\\]|\\.)*"|f?'(?:[^'\\]|\\.)*'|\b\d[\d_.]*(?:e-?\d+)?\b)"""
    rf"|(?P<keyword>\b(?:{_KEYWORDS})\b)"
)
"""One after the other, so that a # in a text begins no comment; the code has no text of several lines."""


class PythonColours(QSyntaxHighlighter):
    """Colours a document by the theme."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str | None, QTextCharFormat] = {}
        follow_theme(self._on_theme_changed)

    @override
    def highlightBlock(self, text: str) -> None:
        for token in _TOKENS.finditer(text):
            self.setFormat(_place(text, token.start()), _place(token[0], len(token[0])), self._formats[token.lastgroup])

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        self._formats = _formats(current_theme())
        self.rehighlight()


def _formats(theme: Theme) -> dict[str | None, QTextCharFormat]:
    comment, value, keyword = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
    comment.setForeground(QColor(theme.muted))
    value.setForeground(QColor(theme.accent_text))
    keyword.setFontWeight(QFont.Weight.Bold)
    return {"comment": comment, "value": value, "keyword": keyword}


def _place(text: str, index: int) -> int:
    """Qt counts in units of UTF-16, of which some characters take two."""
    return len(text[:index].encode("utf-16-le", "surrogatepass")) // 2
