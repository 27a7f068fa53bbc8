import pytest
from shop.orders import OrderError, parse_order


def test_order_is_read():
    assert parse_order('{"id": 7}') == {"id": 7}


def test_unreadable_order():
    with pytest.raises(OrderError):
        parse_order("{")
