"""Curves as text and as SVG: what a person looks at after a replay."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import attrs

_COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b", "#7f7f7f", "#17becf")
_WIDTH, _HEIGHT = 720, 400
_LEFT, _TOP, _RIGHT, _BOTTOM = 50, 40, 200, 50
_BAR = 40


@attrs.frozen
class Curve:
    """Points in order: what they are called, and a percentage."""

    name: str
    points: tuple[tuple[str, float], ...]


def curve_text(curves: Sequence[Curve]) -> str:
    """Bars of characters, one line a point."""
    lines: list[str] = []
    for curve in curves:
        lines.append(curve.name)
        lines += [
            f"  {label:>7} {'█' * round(value / 100 * _BAR):<{_BAR}} {value:5.1f} %" for label, value in curve.points
        ]
    return "\n".join(lines)


def curve_svg(title: str, axis: str, curves: Sequence[Curve]) -> str:
    """A line for each curve over the labels of them all, as an SVG document."""
    labels = list(dict.fromkeys(label for curve in curves for label, _ in curve.points))
    parts = [_text(_LEFT, 24, title, "bold"), *_grid(labels), _text((_WIDTH - _RIGHT) / 2, _HEIGHT - 10, axis)]
    for index, curve in enumerate(curves):
        parts += _line(curve, labels, _COLOURS[index % len(_COLOURS)], index)
    body = "\n".join(parts)
    font = 'font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" {font}>'
    return f'{head}\n<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'


def _grid(labels: Sequence[str]) -> list[str]:
    parts = []
    for percent in range(0, 101, 20):
        y = _y(percent)
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(_text(12, y + 4, f"{percent}"))
    parts += [_text(_x(index, len(labels)) - 8, _HEIGHT - _BOTTOM + 18, label) for index, label in enumerate(labels)]
    return parts


def _line(curve: Curve, labels: Sequence[str], colour: str, index: int) -> list[str]:
    places = [(_x(labels.index(label), len(labels)), _y(value)) for label, value in curve.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    y = _TOP + 16 * index
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places),
        f'<rect x="{_WIDTH - _RIGHT + 12}" y="{y - 9}" width="10" height="10" fill="{colour}"/>',
        _text(_WIDTH - _RIGHT + 28, y, curve.name),
    ]


def _x(index: int, count: int) -> float:
    return _LEFT + (_WIDTH - _RIGHT - _LEFT) * (index + 0.5) / max(count, 1)


def _y(percent: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * percent / 100


def _text(x: float, y: float, content: str, weight: str = "normal") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-weight="{weight}" fill="#333">{escape(content)}</text>'
