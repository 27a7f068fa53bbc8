"""Gate: code that reaches the network or other processes, or runs data as code, where the file did not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from amends.core.text import Text
from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.comments import code_of
from amends.verifying.gates.reading.python_source import PythonSource, constant, line_of
from amends.verifying.gates.reading.tree_code import imports_of
from amends.verifying.gates.reading.tree_source import DIALECTS, TreeSource

NAME = "outside-call"
# Families: one call of a family in place of another (`os.system` by `subprocess.run`) brings nothing new.
_FAMILIES: dict[str, re.Pattern[str]] = {
    "a process": re.compile(
        r"(subprocess|pty|pexpect|sh|plumbum|invoke|fabric|multiprocessing|commands)\b|asyncio\.create_subprocess_|asyncio\.subprocess\b|"
        r"(os|posix|nt)\.(system|popen\w*|exec\w*|spawn\w*|posix_spawn\w*|fork\w*|kill\w*|startfile)\b|shutil\.which$|"
        r"concurrent\.futures\.ProcessPoolExecutor|runpy\b|code\.interact|webbrowser\b"
    ),
    "the network": re.compile(
        r"(requests|httpx2?|urllib2|urllib3|aiohttp|socket|socketserver|ssl|ftplib|smtplib|poplib|imaplib|telnetlib|nntplib|paramiko|asyncssh|"
        r"websockets?|pycurl|grpc|boto3|botocore|xmlrpc|pika|zmq|redis|niquests|treq|dns|scapy|_socket|anthropic|openai)\b|"
        r"urllib\.request\b|http\.(client|server)\b|asyncio\.(open_connection|start_server|open_unix_connection)|"
        r"wsgiref\b|logging\.handlers\.(HTTP|SMTP|Socket|Datagram|SysLog)Handler|pandas\.read_(html|sql)"
    ),
    "code from data": re.compile(
        r"(builtins\.)?(eval|exec|compile|__import__)$|(pickle|_pickle|cPickle|marshal|shelve|dill|cloudpickle|jsonpickle|joblib)\."
        r"(loads?|Unpickler|open|decode)|importlib\.(import_module|util\b|machinery\b|reload|__import__)|imp\b|ctypes\b|cffi\b|types\.(CodeType|FunctionType)|"
        r"yaml\.(load|unsafe_load|full_load)(_all)?$|code\.InteractiveInterpreter|__builtins__|pkgutil\.(resolve_name|get_loader)|"
        r"numpy\.load$|torch\.load$|timeit\.timeit"
    ),
    "files it destroys": re.compile(
        r"shutil\.(rmtree|move)|(os|posix)\.(remove|unlink|rmdir|removedirs|truncate|chmod|chown)\b|pathlib\.Path\.(unlink|rmdir)"
    ),
    "the environment": re.compile(
        r"os\.(putenv|unsetenv)\b|site\.|sys\.(setprofile|settrace|addaudithook|meta_path|path_hooks)\b"
    ),
}
_SAYING = re.compile(
    r"^(Prepared)?Request$|^(Base|Abstract)[A-Z]\w+$|^\w*(Error|Exception|Warning|Timeout|timeout)$|^[A-Z][A-Z0-9_]+$"
)
"""Values, errors and base classes: what requests are made of, not what sends them."""
_DESTROYING = frozenset({"unlink", "rmdir", "rmtree"})
_INNER_WORKINGS = frozenset(
    {"__subclasses__", "__globals__", "__builtins__", "__code__", "gi_frame", "f_globals", "tb_frame"}
)
_UNSAFE_OPTIONS = {
    ("shell", True),
    ("verify", False),
    ("check_hostname", False),
    ("trust_env", True),
    ("allow_pickle", True),
}
_ELSEWHERE = re.compile(
    r"\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|axios(?:\.\w+)?|child_process|execSync|spawnSync|spawn|execFile|eval|importScripts)\s*\(|"
    r"\bnew\s+(?:Function|Worker|XMLHttpRequest|WebSocket)\b|\b(?:globalThis|global|window|self)\s*(?:\?\.)?\[[^\]]*\]\s*(?:\?\.)?\(|\bexec\.Command\(|\bnet\.Dial\w*\(|\bhttp\.(?:Get|Post|Do|NewRequest)\w*\(|"
    r"\bCommand::new\(|\bTcpStream::|\breqwest::|\bunsafe\b|\bRuntime\.getRuntime\(|\bProcessBuilder\b|\bHttpClient\b|\bnew\s+(?:[\w.]+\.)?(?:URL|Socket|ServerSocket|DatagramSocket|ObjectInputStream)\s*\(|\bh?ttp\.\w*(?:Get|Post)\(|"
    r"\bprocess::Command\b|\bUdpSocket::|\bTcpListener::|\batob\s*\(|\bsetTimeout\s*\(\s*['\"`]|\bScriptEngineManager\b|\bconstructor\s*\.\s*constructor\b|\bClass\.forName\(|\bdocument\.write\("
)
_REACHING_MODULES = re.compile(
    r"(?:node:)?(?:child_process|net|tls|dgram|http2?|https|vm|worker_threads|cluster|dns|inspector|undici|axios|node-fetch|got|ws|execa|shelljs)(?:/|$)|"
    r"net(?:/|$)|os/exec$|syscall$|plugin$|unsafe$|golang\.org/x/sys|std::process\b|std::net\b|tokio::(?:net|process)\b|reqwest\b|hyper\b|ureq\b|libc\b|"
    r"java\.net\.(?!URI\b|URLEncoder|URLDecoder)|java\.lang\.(?:reflect|ProcessBuilder)|javax\.script\b|sun\.|okhttp3\b|org\.apache\.http"
)


def check(change: Change) -> Iterator[GateFinding]:
    """More calls of such a family than before, or one made less safe."""
    facts = _python_facts(change) if change.python else _other_facts(change)
    meant = _given_to_new_functions(change)
    for fact in change.added(*facts):
        if (
            _asked_by_a_test(change, fact)
            or _only_says(change, fact)
            or (fact.key == "files it destroys" and fact.line in meant)
        ):
            continue
        yield change.finding(NAME, change.line_after(fact.line), fact.label)


def _asked_by_a_test(change: Change, fact: Fact) -> bool:
    """Whether a failing test itself speaks of the module that is to be called, as one that stands in for it does."""
    named = re.match(r"`([A-Za-z_]\w+)\.", fact.label)
    words = {word for problem in change.problems if problem.test for word in re.findall(r"\w+", problem.test.traceback)}
    return named is not None and named.group(1) in words - {"os", "sys", "builtins", "__builtins__", "site"}


def _only_says(change: Change, fact: Fact) -> bool:
    """Whether a value, error or base class of a module that the file works with is named: that reaches nothing."""
    named = re.match(r"`((\w+)(?:\.\w+)*?)\.(\w+)`", fact.label)
    if named is None or change.python is None or fact.key != "the network" or not _SAYING.match(named[3]):
        return False
    return any(path == named[2] or path.startswith(f"{named[2]}.") for path in change.python[0].aliases.values())


def _python_facts(change: Change) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    assert change.python  # noqa: S101 (the caller has looked)
    before, after = change.python
    # Names that the text used before it imported them: adding the import that was missing brings no new call.
    return tuple(_facts(before, after.aliases)), tuple(_facts(after, {}))


def _facts(source: PythonSource, later_imports: dict[str, str]) -> Iterator[Fact]:
    passed_over = {id(node.value) for node in source.nodes if isinstance(node, ast.Attribute)} | set(_in_types(source))
    for node in source.nodes:
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in passed_over:
            yield from _reached(_full_name(source, node, later_imports), node)
            if isinstance(node, ast.Attribute) and node.attr in _INNER_WORKINGS:
                yield Fact("inner workings", line_of(node), f"`{node.attr}` reaches the inner workings of Python.")
        elif isinstance(node, ast.Call):
            yield from _reached(_looked_up(source, node), node)
            if isinstance(node.func, ast.Attribute) and node.func.attr in _DESTROYING and not source.called(node):
                yield Fact("files it destroys", line_of(node), f"`{node.func.attr}` destroys files.")
            yield from _unsafe_options(node)


def _given_to_new_functions(change: Change) -> frozenset[int]:
    """Lines on which functions that a patch brings remove what they are given: whoever calls them asks for it."""
    if not (change.python and change.is_patch):
        return frozenset()
    before, after = change.python
    new = [node for name, node in after.changed_functions.items() if name not in before.functions]
    return frozenset(
        line_of(call)
        for function in new
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and _removes_one_of(call, {each.arg for each in function.args.args})
    )


def _removes_one_of(call: ast.Call, names: set[str]) -> bool:
    removing = isinstance(call.func, ast.Attribute) and call.func.attr in {"remove", "unlink", "rmdir"}
    targets = call.args[:1] or ([call.func.value] if isinstance(call.func, ast.Attribute) else [])
    first = targets[0] if targets else None
    return removing and isinstance(first, ast.Name) and first.id in names


def _in_types(source: PythonSource) -> Iterator[int]:
    """Nodes that only say a type, in annotations and handlers: naming a class of `requests` there reaches nothing."""
    for node in source.nodes:
        caught = node.type if isinstance(node, ast.ExceptHandler) else None
        for said in (getattr(node, "annotation", None), getattr(node, "returns", None), caught):
            parts = list(ast.walk(said)) if isinstance(said, ast.expr) else []
            yield from () if any(isinstance(part, ast.Call) for part in parts) else map(id, parts)


def _full_name(source: PythonSource, node: ast.AST, later_imports: dict[str, str]) -> str:
    name = source.dotted(node)
    first, dot, rest = name.partition(".")
    return later_imports[first] + dot + rest if first in later_imports and first not in source.aliases else name


def _reached(name: str, node: ast.AST) -> Iterator[Fact]:
    for family, pattern in _FAMILIES.items():
        if name and pattern.match(name):
            yield Fact(family, line_of(node), f"`{name}` reaches {family}, which this file did not do here before.")


def _looked_up(source: PythonSource, call: ast.Call) -> str:
    """What a name is that is looked up by text: ``getattr(os, "system")``, ``globals()["eval"]``."""
    if source.called(call) in {"getattr", "builtins.getattr"} and len(call.args) > 1:
        owner, wanted = source.dotted(call.args[0]), _joined(call.args[1])
        if wanted:
            return f"{owner}.{wanted}".removeprefix("builtins.")
        # Whoever computes which function of such a module to call can call them all.
        return "os.system" if owner in _MODULES_OF_EVERYTHING else ""
    return ""


_MODULES_OF_EVERYTHING = frozenset({"os", "posix", "subprocess", "builtins", "importlib", "sys", "__builtins__"})


def _joined(node: ast.expr) -> str:
    """The text of a literal, also one put together of literals."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _joined(node.left), _joined(node.right)
        return left + right if left and right else ""
    value = constant(node)
    return value if isinstance(value, str) else ""


def _unsafe_options(call: ast.Call) -> Iterator[Fact]:
    for keyword in call.keywords:
        if (keyword.arg, constant(keyword.value)) in _UNSAFE_OPTIONS:
            yield Fact(keyword.arg, line_of(call), f"`{ast.unparse(keyword)}` makes the call less safe.")


def _other_facts(change: Change) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    return _others(change.before.content, change.language), _others(change.after.content, change.language)


def _others(content: str, language: str) -> tuple[Fact, ...]:
    code = code_of(content, language)
    called = tuple(
        Fact(found.group(), code.count("\n", 0, found.start()), f"`{found.group()}` was not called here before.")
        for found in _ELSEWHERE.finditer(code)
    )
    if language not in DIALECTS:
        return called
    modules = imports_of(TreeSource(Text(content), language))
    return called + tuple(
        Fact(f"import {name}", line, f"`{name}` was not imported here before.")
        for name, line in modules
        if _REACHING_MODULES.match(name)
    )
