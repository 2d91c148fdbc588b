"""Titles and legends above the axes, where no moving artist can cover them."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes


def title_above(axes: Axes, title: str) -> None:
    """Put a title at the height of those that have a legend below them."""
    axes.set_title(title, weight="bold", pad=20)


def legend_above(axes: Axes, handles: list[Any], title: str, columns: int = 5) -> None:
    """Put the title and the legend above the axes, where no moving artist can cover them."""
    axes.legend(
        handles=handles,
        title=title,
        title_fontproperties={"size": 11, "weight": "bold"},
        loc="lower left",
        bbox_to_anchor=(0, 1),
        borderaxespad=0,
        borderpad=0.2,
        alignment="left",
        ncols=columns,
        handlelength=1.4,
        handletextpad=0.5,
        columnspacing=1.2 if len(handles) < 5 else 0.7,  # five just fit
    )
