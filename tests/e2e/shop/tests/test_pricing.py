from shop.pricing import total


def test_total_includes_shipping():
    assert total([300, 200], shipping=50) == 550


def test_total_without_shipping():
    assert total([300, 200], shipping=0) == 500
