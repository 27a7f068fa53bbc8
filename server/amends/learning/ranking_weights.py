"""Fitted; do not edit: `bench/replay/fit_ranking.py` writes this file."""

WEIGHTS = {
    "one": -4.28,
    "near": 2.07,
    "against": -1.42,
    "share": 3.19,
    "rate": 1.66,
    "team near": 1.5,
    "team against": -1.0,
    "team share": 1.5,
    "team rate": 1.0,
    "projects": 0.3,
    "projects against": -0.1,
    "odds": 0.32,
    "level": -0.35,
    "novel": -4.04,
    "lost": -0.93,
    "patterns": 1.18,
    "kin": -0.5,
}
