import pytest
from shop.billing import InvoiceError, invoice_number


def test_invoice_number():
    assert invoice_number("RE;42;EUR") == 42


def test_no_number():
    with pytest.raises(InvoiceError):
        invoice_number("RE;?;EUR")
