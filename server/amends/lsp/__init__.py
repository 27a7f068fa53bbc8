"""Everything that speaks LSP; the rest of Amends does not know that it exists.

pygls carries JSON-RPC (dispatch, answers, cancellation); lsprotocol gives names and the types we send. What comes in is
read from plain JSON into small types of our own (`params.py`, `messages.py`): lsprotocol refuses a whole request for
one enum value it does not know, and a client's own diagnostics and actions must go back to it exactly as they came.
"""
