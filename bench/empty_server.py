"""A pygls server that does nothing but answer that there are no code actions: what Amends is measured against."""

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("empty", "1")
server.feature(types.TEXT_DOCUMENT_CODE_ACTION)(lambda _params: [])
server.start_io()
