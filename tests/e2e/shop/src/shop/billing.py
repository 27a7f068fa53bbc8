"""Invoices as the bank sends them."""


class InvoiceError(Exception):
    """An invoice has no number."""


def invoice_number(line: str) -> int:
    """Find the number in an invoice's first line."""
    try:
        return int(line.split(";")[1])
    except ValueError as problem:
        raise InvoiceError("no number: " + str(problem))
