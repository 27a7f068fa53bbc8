"""Fitted; do not edit: `bench/replay/fit_ranking.py` writes this file."""

WEIGHTS = {
    "one": -1.017,
    "near": 0.948,
    "against": -0.847,
    "share": 0.177,
    "rate": 2.129,
    "team near": 0.547,
    "team against": -0.844,
    "team share": 0.003,
    "team rate": -0.286,
    "projects": 0.296,
    "projects against": -0.734,
    "odds": 0.046,
    "level": -1.440,
    "novel": -2.075,
    "lost": 1.072,
    "patterns": 0.301,
    "kin": -1.279,
}
