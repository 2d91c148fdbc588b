"""What explorers and practice share: cards, and the parts that cards are made of."""

from __future__ import annotations

from .card import WIDGET_VIEW, Card, script, style, text_only
from .parts import (
    Button,
    Choice,
    Clock,
    Html,
    Lines,
    Live,
    Order,
    Part,
    PartsCard,
    Row,
    TextBox,
    TextLine,
    Ticks,
)

__all__ = [
    "WIDGET_VIEW",
    "Button",
    "Card",
    "Choice",
    "Clock",
    "Html",
    "Lines",
    "Live",
    "Order",
    "Part",
    "PartsCard",
    "Row",
    "TextBox",
    "TextLine",
    "Ticks",
    "script",
    "style",
    "text_only",
]
