"""What the language and its library say of types, as tables: protocols, builtins, usual words."""

from __future__ import annotations

from collections.abc import Mapping

OWN = "Self"
"""Stands for the class that a method is in."""


def _table(rows: str) -> Mapping[str, str]:
    """``type: name name …`` a line, as name → type."""
    pairs = (line.split(":", 1) for line in rows.strip().splitlines())
    return {name: type_.strip() for type_, names in pairs for name in names.split()}


SPECIAL_RETURNS = _table(
    """
    None: __init__ __post_init__ __setattr__ __delattr__ __setitem__ __delitem__ __set__ __delete__ __set_name__
    None: __init_subclass__ __del__ __setstate__ __exit__ __aexit__ setUp tearDown setUpClass tearDownClass
    str: __str__ __repr__ __format__ __fspath__
    bool: __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __bool__ __contains__ __instancecheck__ __subclasscheck__
    int: __len__ __hash__ __int__ __index__ __sizeof__ __length_hint__
    float: __float__
    bytes: __bytes__
    Any: __getattr__ __getattribute__ __getitem__ __missing__ __call__
    Iterable[str]: __dir__
    Self: __enter__ __aenter__ __new__ __copy__ __deepcopy__ __iadd__ __ior__ __isub__ __imul__ __aiter__
    """
)
"""What methods of the language's protocols give back."""

LIBRARY_RETURNS = _table(
    """
    bool: readable writable seekable isatty closed
    int: fileno tell seek
    timedelta | None: utcoffset dst
    str | None: tzname
    """
)
"""What methods give back that classes have because the library's have them: files, time zones."""

SPECIAL_PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "__eq__": ("object",),
    "__ne__": ("object",),
    "__contains__": ("object",),
    "__exit__": ("type[BaseException] | None", "BaseException | None", "TracebackType | None"),
    "__aexit__": ("type[BaseException] | None", "BaseException | None", "TracebackType | None"),
    "__getattr__": ("str",),
    "__getattribute__": ("str",),
    "__setattr__": ("str", "Any"),
    "__delattr__": ("str",),
    "__format__": ("str",),
    "__set_name__": ("type", "str"),
    "__lt__": (OWN,),
    "__le__": (OWN,),
    "__gt__": (OWN,),
    "__ge__": (OWN,),
    "__deepcopy__": ("dict[int, Any]",),
    "__get__": ("Any", "type | None"),
    "__set__": ("Any", "Any"),
}
"""What methods of the language's protocols take, the receiver left out."""

CALLS = _table(
    """
    str: str repr ascii chr format input hex oct bin os.getcwd os.path.join os.path.basename os.path.dirname
    str: os.path.abspath os.path.realpath os.path.normpath os.path.expanduser os.path.relpath json.dumps textwrap.dedent
    str: platform.system platform.python_version getpass.getuser socket.gethostname time.strftime re.sub re.escape
    str: urllib.parse.quote urllib.parse.urljoin urljoin quote dedent join basename
    int: int len ord hash id round os.getpid
    float: float time.time time.monotonic time.perf_counter random.random
    bool: bool isinstance issubclass callable hasattr any all os.path.exists os.path.isfile os.path.isdir os.path.isabs
    bool: os.path.islink inspect.isclass inspect.isfunction iscoroutinefunction sys.stdout.isatty sys.stdin.isatty
    bytes: bytes base64.b64encode base64.b64decode os.urandom
    bytearray: bytearray
    list[str]: os.listdir dir shlex.split glob.glob
    list: list sorted
    dict: dict vars locals globals
    set: set
    frozenset: frozenset
    tuple: tuple
    range: range
    Any: json.loads json.load getattr pickle.loads
    str | None: os.environ.get os.getenv shutil.which
    datetime: datetime.now datetime.utcnow datetime.fromtimestamp datetime.strptime
    timedelta: timedelta
    Path: Path Path.cwd Path.home pathlib.Path
    ModuleType: importlib.import_module import_module
    None: print setattr delattr
    BytesIO: BytesIO io.BytesIO
    StringIO: StringIO io.StringIO
    """
)
"""What calls of builtins and of the library give back."""

METHODS = _table(
    """
    str: format join strip lstrip rstrip lower upper title capitalize replace decode hexdigest isoformat strftime
    str: as_posix read_text read readline getvalue zfill ljust rjust center swapcase casefold expandtabs
    bytes: encode digest read_bytes to_bytes
    bool: startswith endswith isdigit isalpha isupper islower isspace exists is_file is_dir isatty is_absolute
    bool: issubset readable writable seekable issuperset isidentifier isalnum is_set is_alive
    list[str]: splitlines split rsplit
    tuple[str, str, str]: partition rpartition
    int: bit_length fileno index rindex
    float: total_seconds timestamp
    """
)
"""What methods give back that hardly two classes share."""

TAKES = _table(
    """
    str: startswith endswith strip lstrip rstrip lower upper splitlines split rsplit partition encode format title
    str: replace isdigit capitalize
    bytes: decode
    dict: items setdefault
    Path: is_file is_dir read_text mkdir with_suffix
    datetime: strftime isoformat
    """
)
"""What a parameter is on which such a method is called."""

ORIGINS = _table(
    """
    types: TracebackType ModuleType FunctionType MethodType SimpleNamespace FrameType CodeType
    pathlib: Path PurePath
    datetime: datetime timedelta date tzinfo
    io: BytesIO StringIO
    decimal: Decimal
    logging: Logger
    """
)
"""The library's modules that such names come from, where no file of the project says so."""

USUAL = _table(
    """
    str: name path filename text msg message key url encoding s line prefix suffix title content string word host
    str: hostname method module modname module_name import_name field label pattern mode fmt username password user
    str: description header sep end filepath fname command cmd tag style category domain scheme query charset uri
    str: content_type media_type endpoint rule package version language attr attribute token body expr
    int: n i count size index port width height length limit level lineno num number maxsize depth status_code position
    int: offset status code start stop pid signum priority max_length indent verbosity loglevel
    float: timeout delay seconds secs interval countdown
    bool: verbose force debug quiet strict enabled reverse recursive follow_redirects dry_run ready
    Any: value data obj default result **kwargs *args **options **extra **kw *a **attrs
    Callable: callback func fn f function wrapped view_func
    Exception: exc exception
    datetime: dt now last_run_at
    Path: tmp_path
    dict[str, str]: headers environ env
    dict[str, Any]: kwargs context options config params
    Sequence[str]: argv
    """
)
"""What parameters of a name usually are, anywhere."""

FIXTURES = {
    "monkeypatch": "pytest.MonkeyPatch",
    "tmp_path": "Path",
    "capsys": "pytest.CaptureFixture[str]",
    "capfd": "pytest.CaptureFixture[str]",
    "caplog": "pytest.LogCaptureFixture",
    "request": "pytest.FixtureRequest",
    "recwarn": "pytest.WarningsRecorder",
    "pytester": "pytest.Pytester",
    "mocker": "MockerFixture",
    "tmp_path_factory": "pytest.TempPathFactory",
}
"""What a test's arguments are."""

USUAL_RETURNS = _table(
    """
    bool: is_ has_ can_ should_ _is_ _has_ _can_ _should_ supports_ exists_ contains_
    None: test_ set_ add_ on_ handle_ setup_ teardown_ register_ print_ update_ write_ remove_ delete_ close reset clear
    None: main run start stop setup teardown init install flush save
    str: format_ render_ get_name to_string
    """
)
"""What functions give back whose names begin so."""
