"""Reading and writing the user's files without changing what was not asked for: encoding, BOM and line ends stay."""

from __future__ import annotations

import codecs
import io
import os
import secrets
import tokenize
from pathlib import Path

import attrs

from amends.core.errors import AmendsError
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.platform.uris import path_to_uri

LANGUAGES = {
    ".py": "python",
    ".pyi": "python",
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "javascriptreact",
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "typescriptreact",
    ".go": "go",
    ".rs": "rust",
    ".java": "java",
    ".c": "c",
    ".h": "c",
    ".cc": "cpp",
    ".cpp": "cpp",
    ".hpp": "cpp",
}


class UnreadableFileError(AmendsError):
    """The file cannot be read as text."""


@attrs.frozen
class FileText:
    """A file's text as an editor shows it, and what is needed to write it back the same way."""

    content: str
    encoding: str
    bom: bool


def read_file(path: Path) -> FileText:
    """Decode a file as an editor would: BOM, PEP 263 declaration, UTF-8.

    Raises:
        UnreadableFileError: it is missing, binary, or not in the encoding it declares.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read as text; check its encoding.") from error
    return decode_file(raw, path)


def decode_file(raw: bytes, path: Path) -> FileText:
    """What `read_file` gives for a file with this content and name, wherever the content comes from.

    Raises:
        UnreadableFileError: it is binary, or not in the encoding it declares.
    """
    try:
        encoding = _declared_encoding(raw) if path.suffix in {".py", ".pyi"} else "utf-8"
        bom = raw.startswith(codecs.BOM_UTF8)
        content = raw[len(codecs.BOM_UTF8) if bom else 0 :].decode(encoding)
    except (UnicodeDecodeError, SyntaxError, LookupError) as error:
        raise UnreadableFileError(f"{path} cannot be read as text; check its encoding.") from error
    return FileText(content, encoding, bom)


def write_file(path: Path, content: str, like: FileText | None = None) -> None:
    """Replace a file's text in one step, keeping its encoding, BOM and permissions."""
    like = like or FileText("", "utf-8", bom=False)
    raw = (codecs.BOM_UTF8 if like.bom else b"") + content.encode(like.encoding)
    target = path.resolve()
    known = target.stat().st_mode & 0o7777 if target.exists() else None
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(6)}.amends")
    try:
        # A new file may be read by whom its folder's owner wants; what is private stays so at every moment.
        with temporary.open("xb") if known is None else os.fdopen(_private(temporary), "wb") as file:
            file.write(raw)
        if known is not None:
            temporary.chmod(known)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


def read_document(path: Path) -> Document:
    """A file on disk as a document without a version.

    Raises:
        UnreadableFileError: it is missing, binary, or not in the encoding it declares.
    """
    return Document(path_to_uri(path), language_of(path), Text(read_file(path).content))


def language_of(path: Path) -> str:
    """The LSP language id for a path, ``plaintext`` when unknown."""
    return LANGUAGES.get(path.suffix.lower(), "plaintext")


def _declared_encoding(raw: bytes) -> str:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
    return "utf-8" if encoding == "utf-8-sig" else encoding
