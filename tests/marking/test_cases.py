"""Mistakes that were made and published, and right work that somebody attacked."""

from __future__ import annotations

from pathlib import Path

CASES = Path(__file__).parents[1] / "published" / "cases"
