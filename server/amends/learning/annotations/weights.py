"""How much each source says about a type, fitted by logistic regression to annotations that people added."""

from __future__ import annotations

BIAS = -2.17
WEIGHTS = {
    "a text": 0.82,
    "alike": 2.63,
    "anything": -0.11,
    "attribute": 1.42,
    "comment": 6.07,
    "condition": 2.52,
    "default": 4.16,
    "default wider": 0.28,
    "docstring": 2.56,
    "empty": 3.51,
    "fixture": 2.88,
    "frequent": -0.98,
    "generator": 3.6,
    "generator unknown": 2.11,
    "inferred": 3.44,
    "inferred besides None": 0.48,
    "like others": 2.65,
    "no value": 5.63,
    "only raises": 1.73,
    "only raises Never": 1.01,
    "partly inferred": 2.81,
    "protocol": 2.54,
    "same function elsewhere": 2.69,
    "same function here": 3.04,
    "same name elsewhere": 3.35,
    "same name here": 3.59,
    "star": 2.58,
    "stored": 2.86,
    "unknown": 0.57,
    "unknown or None": 0.54,
    "use": 1.99,
    "usual": 2.47,
}
