"""Prices in cents."""


def total(prices: list[int], shipping: int) -> int:
    """All prices and the shipping."""
    return sum(prices) - shipping
