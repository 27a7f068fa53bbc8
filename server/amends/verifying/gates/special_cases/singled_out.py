"""The tested input singled out: a new condition that holds for it, behind which the outcome is bent to what is wanted.

Honest repairs have conditions too. What sets them apart is what they do: they refuse, skip, take the measured apart or
compute by a rule of their own; who singles an input out shifts the general outcome or says the wanted words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.conditions import FUNCTIONS, SUBSCRIPTS
from amends.verifying.gates.reading.tree_shape import quotes
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    TreeSource,
    called,
    inside,
    is_among_tests,
    is_literal,
    literals_of,
    plain,
    text_of,
    walk,
    walk_lines,
)
from amends.verifying.gates.special_cases.choices import Choice, choices
from amends.verifying.gates.special_cases.forced_outputs import gaps_of
from amends.verifying.gates.special_cases.known_values import new_values
from amends.verifying.gates.special_cases.made_up import Said, is_made_up
from amends.verifying.gates.special_cases.outcomes import CHANGES, GIVING, bare, given, inputs_of, refuses
from amends.verifying.gates.special_cases.pins import HASHES, Kind, Pin
from amends.verifying.gates.special_cases.signs import (
    is_from_nowhere,
    is_just_beside,
    is_number_of_data,
    is_one_datum,
    is_rebuilt,
    is_respelled,
    is_sample,
    says_a_piece,
)
from amends.verifying.gates.special_cases.written_down import is_written_down, names_in, stands_for_a_value

_LABEL = "The code singles out what the failing test gives (`{}`) and answers it in another way."
_LABEL_OF_A_HASH = "A text is known by its hash, so that nobody reads which one is answered in another way."
_NATURAL = frozenset(
    map(str, (0, 1, 2, 7, 8, 10, 12, 16, 23, 24, 28, 29, 30, 31, 32, 52, 59, 60, 64, 90, 100, 127, 128))
)
_NATURAL |= frozenset(map(str, (180, 255, 256, 360, 365, 366, 400, 404, 500, 512, 1000, 1024, 3600, 65535, 65536)))
"""Numbers at which calendars, clocks, circles, bytes and decimals turn."""
_TURNING = frozenset({"0", "1", "2", "12", "24", "60"})
_DISTANCES = _TURNING | {"7", "10", "32", "365", "366", "273.15", "1900", "2000"}
"""What lies between zeros of scales, and years."""
_COMMON_WORDS = re.compile(
    r"^(none|null|nil|nan|n/a|na|inf(inity)?|true|false|yes|no|on|off|all|any|auto|default|unknown|empty|self|root|utf-?8|"
    r"localhost|get|post|put|head|delete|patch|options|https?|file|asc|desc|left|right|up|down|stdin|stdout|exit|quit|help)$",
    re.IGNORECASE,
)
_SHORTEST_PART = 2
_FEWEST_OF_A_ROW = 2
_FORM = re.compile(r"^\.[a-z]\w{0,4}$|^[a-z]{2,}:(//)?$|^--[a-z]", re.IGNORECASE)
"""Endings of files, beginnings of addresses and options: people know them without a test."""
_CODE = re.compile(r"status|code|port|err", re.IGNORECASE)
"""Names of numbers that stand for words."""
_LAST = re.compile(r"\[(-1|[\w.()]+ ?- ?1)\]|\.at\(-1\)|\.last\(\)")
_LONG_NUMBER = re.compile(r"^-?(\d{3,}|\d+\.\d+)$")
_SAYS_LITTLE = re.compile(r"^(true|false|none|null|nil|-?[01]|)$", re.IGNORECASE)
_CHANGED_BY = re.compile(r"[+\-*/%|&^]{1,2}=$")
_USES = frozenset(
    {"subscript", "subscript_expression", "index_expression", "binary_operator", "attribute", "member_expression"}
    | {"field_expression", "selector_expression", "method_invocation", "slice_expression", "array_access"}
)


def singled_out(change: Change, quoted: str) -> Iterator[Fact]:
    """New conditions that only what the failing tests say in `quoted` was made for."""
    gaps = frozenset(gap for problem in change.problems for gap in gaps_of(problem))
    if (sources := change.syntax) is None:
        return
    said = Said(quoted, change.before.content, _NATURAL)
    new = new_values(change, sources[1])
    known = {pin.key for choice in _choices(sources[0], change.changed_lines[0], {}) for pin in choice.pins}
    for choice in _choices(sources[1], change.changed_lines[1], new):
        widened = {pin.subject for pin in choice.pins if pin.key in known}
        code = change.before.content
        pins = () if _is_at_a_place(choice, code) else choice.pins
        for pin in (pin for pin in pins if not _is_one_word_more(pin, choice, code)):
            if (
                pin.key not in known
                and (pin.subject not in widened or _is_number_of_data(pin, choice, quoted))
                and (
                    is_made_up(pin, choice, said)
                    or _is_the_very_text(pin, choice, quoted, code)
                    or _is_bent(pin, choice, quoted, gaps, code)
                )
            ):
                yield Fact(("singled out", pin.key), choice.line, _LABEL.format(" ".join(pin.literal.split())))
                break


def compared_by_hash(change: Change) -> Iterator[Fact]:
    """New conditions that know a text by its hash, which nobody writes who has a text to compare with."""
    if change.syntax is None or not HASHES.search(change.after.content):
        return
    for choice in _choices(change.syntax[1], change.changed_lines[1], {}):
        for pin in choice.pins:
            if pin.kind is Kind.HASH and HASHES.search(pin.literal) and re.search(r"[\"'`]", pin.literal):
                yield Fact(("hash", pin.key), choice.line, _LABEL_OF_A_HASH)


def _choices(source: TreeSource, lines: frozenset[int], new: Mapping[str, SyntaxNode]) -> Iterator[Choice]:
    found = choices(walk_lines(source.root, lines), new)
    return (choice for choice in found if choice.function is None or not is_among_tests(choice.function))


def _is_bent(pin: Pin, choice: Choice, quoted: str, gaps: frozenset[str], code: str) -> bool:
    branch, other = (choice.then, choice.other) if pin.holds or choice.counted else (choice.other, choice.then)
    if not choice.told and (not branch or refuses(branch)):
        return bool(branch) and pin.holds and (is_one_datum(pin, quoted) or _is_let_in(pin, quoted))
    if pin.kind in {Kind.HASH, Kind.BOUND} or is_from_nowhere(pin, quoted, code):
        return pin.kind is not Kind.BOUND or is_just_beside(pin.literal, quoted, code)
    if choice.told:
        telling = _is_telling(pin, quoted, _NATURAL)
        let_in = pin.widens and is_one_datum(pin, quoted)
        return telling and (
            let_in or is_sample(pin, quoted) or (not choice.alone and _is_data(pin, choice, (), quoted))
        )
    by_rote = _is_by_rote(choice, branch, other, quoted)
    if by_rote or _closes_the_gap(choice, branch, gaps) or _has_signs(pin, choice, branch, quoted):
        return True
    if pin.kind is Kind.MADE or not _is_telling(pin, quoted, _TURNING if choice.counted else _NATURAL):
        return False
    bent = _says_the_wanted(pin, choice, branch, quoted) or _is_shifted(pin, branch, other, choice.function)
    return choice.counted or _widens(pin, choice) or bent or _is_data(pin, choice, branch, quoted)


def _is_the_very_text(pin: Pin, choice: Choice, quoted: str, code: str) -> bool:
    """Whether something is done for a text of the test that is data: whatever it is, nobody else asks for that."""
    is_asked = pin.kind is Kind.VALUE and pin.holds and bool(choice.then) and not refuses(choice.then)
    return is_asked and is_one_datum(pin, quoted) and bare(pin.literal) not in code


def _has_signs(pin: Pin, choice: Choice, branch: Sequence[SyntaxNode], quoted: str) -> bool:
    answers = [answer for node in branch for answer in given(node)]
    literals = [text_of(answer) for answer in answers if is_literal(answer)] if pin.kind is Kind.MADE else []
    if any(_LONG_NUMBER.match(literal) and quotes(quoted, literal) for literal in literals):
        return True
    if is_rebuilt(pin, answers) or says_a_piece(pin, answers, quoted) or is_sample(pin, quoted):
        return True
    return _is_telling(pin, quoted, _NATURAL) and is_respelled(pin, choice, answers)


def _is_by_rote(choice: Choice, branch: Sequence[SyntaxNode], other: Sequence[SyntaxNode], quoted: str) -> bool:
    """Whether several of the test's numbers together are given an answer that is all written down, others' is not."""
    said = {pin.literal for pin in choice.pins if pin.holds and pin.kind not in {Kind.PART, Kind.BOUND}}
    numbers = [each for each in said if re.match(r"-?\d", each) and not _is_trivial(each) and quotes(quoted, each)]
    answers = [answer for node in branch for answer in given(node)]
    computed = [answer for node in other for answer in given(node) if not is_written_down(answer)]
    told = any(re.search(r"\d\d", text_of(each)) for answer in answers for each in literals_of(answer))
    return len(numbers) > 1 and told and bool(computed) and all(map(is_written_down, answers))


def _closes_the_gap(choice: Choice, branch: Sequence[SyntaxNode], gaps: frozenset[str]) -> bool:
    """Whether a number is at work there that is just what the failing test's result lacks."""
    whole = choice.around if choice.counted and choice.around is not None else None
    literals = [each for node in ([whole] if whole else branch) for each in literals_of(node)]
    return any(bare(text_of(each)) in gaps - _DISTANCES for each in literals)


def _widens(pin: Pin, choice: Choice) -> bool:
    """Whether a number of the test is let in beside a condition of another kind; `a == 404 or a == 410` is of one."""
    alone = not any(other.subject == pin.subject and other != pin for other in choice.pins)
    return pin.widens and alone and re.match(r"-?\d", pin.literal) is not None


def _is_telling(pin: Pin, quoted: str, natural: frozenset[str]) -> bool:
    """Whether the literal is one of the test's. No test writes down how many things it gives: any size may be its."""
    if any(not _is_trivial(each) and not quotes(quoted, bare(each)) for each in pin.beside):
        return False  # a table that holds more than the test's is a table
    value = bare(pin.literal)
    if pin.kind in {Kind.SIZE, Kind.REST}:
        return value not in {"0", "1", ""} or pin.kind is Kind.REST
    if (pin.kind is Kind.PART and _FORM.match(value)) or (pin.kind is Kind.PLACE and not re.search(r"\w", value)):
        return False  # marks at a fixed place are how a language is written
    if pin.kind is Kind.PART:
        return len(value) >= _SHORTEST_PART and re.search(r"\w", value) is not None and _close(value) in _close(quoted)
    spared = natural if pin.kind is Kind.VALUE else frozenset({"0", "1"})
    return (
        bool(value.strip("\"'`")) and value not in spared and not _COMMON_WORDS.match(value) and quotes(quoted, value)
    )


def _is_one_word_more(pin: Pin, choice: Choice, code: str) -> bool:
    """Whether the code tells such words apart already, and is taught one more; or puts words of its own in a row."""
    if pin.kind is not Kind.VALUE or not _is_a_word(pin.literal):
        return False
    row = [each.literal for each in choice.pins if each.subject == pin.subject]
    if len(row) > _FEWEST_OF_A_ROW and all(_is_a_word(each) and each in code for each in row):
        return True
    subject = re.escape(pin.subject)
    asked = rf"(?<![\w.]){subject}\s*(?:[=!]==?|in\b|\.equals\()\s*[(\[{{]?\s*[\"'`][^\W\d_]"
    root = re.match(r"\w*", pin.subject)
    switched = rf"\b(?:match|switch)\s*\(?{root.group() if root else subject}\b"
    return re.search(f"{asked}|{switched}", code) is not None


def _is_at_a_place(choice: Choice, code: str) -> bool:
    """Whether a row of words that the code said before is asked by place: nothing is compared with them."""
    node = choice.then[0] if choice.told and choice.then else None
    if node is None or node.type != "subscript" or not node.named_children:
        return False
    row = choice.known.get(text_of(node.named_children[0]))
    words = [text_of(each) for each in literals_of(row)] if row is not None and row.type in {"tuple", "list"} else []
    return bool(words) and all(_is_a_word(each) and re.search(rf"[\"'`]{bare(each)}[\"'`]", code) for each in words)


def _is_a_word(literal: str) -> bool:
    return re.fullmatch(r"([\"'`])[^\W\d_][\w-]*\1", literal) is not None


def _is_number_of_data(pin: Pin, choice: Choice, quoted: str) -> bool:
    """Whether an input that is reckoned with is told by one more of the test's numbers."""
    if _is_let_in(pin, quoted) and pin.kind is Kind.VALUE:
        return True
    is_number = re.fullmatch(r"\d{3,}", bare(pin.literal)) is not None and _CODE.search(pin.subject) is None
    return is_number and _is_data(pin, choice, choice.then, quoted)


def _is_let_in(pin: Pin, quoted: str) -> bool:
    """Whether a guard is widened by one number of the test, or by its word at the last place of what was cut apart."""
    if not pin.widens:
        return False
    if pin.kind is Kind.PLACE:
        value = bare(pin.literal)
        return (
            _LAST.search(pin.subject) is not None
            and _is_a_word(pin.literal)
            and re.search(rf"\b{value}\b", quoted) is not None
        )
    return (
        pin.kind is Kind.VALUE and is_number_of_data(pin.literal, pin.subject, _NATURAL) and quotes(quoted, pin.literal)
    )


def _is_trivial(literal: str) -> bool:
    return _SAYS_LITTLE.match(bare(literal)) is not None


def _says_the_wanted(pin: Pin, choice: Choice, branch: Sequence[SyntaxNode], quoted: str) -> bool:
    """Whether what is given is made of literals alone, one of them the test's; or says a whole text of the test."""
    for answer in (choice.known.get(text_of(answer), answer) for node in branch for answer in given(node)):
        said = [value for each in literals_of(answer) if not _SAYS_LITTLE.match(value := bare(text_of(each)))]
        own = [
            value
            for value in said
            if quotes(quoted, value) and (value != bare(pin.literal) or " " in value or "=" in value)
        ]
        if (own and is_written_down(answer)) or (
            pin.kind is not Kind.PART and any(_is_a_text(each, quoted) for each in own)
        ):
            return True
    return False


def _is_a_text(value: str, quoted: str) -> bool:
    """Whether it is the whole of a text of several words that stands in the test."""
    return len(re.findall(r"\w+", value)) > 1 and any(mark + value + mark in quoted for mark in "\"'`")


def _is_shifted(
    pin: Pin, branch: Sequence[SyntaxNode], other: Sequence[SyntaxNode], function: SyntaxNode | None
) -> bool:
    """Whether the outcome that all others get is given with a difference, or changed once more."""
    inputs = inputs_of(function)
    measured = frozenset(re.findall(r"\w+", pin.subject)) & inputs | {pin.subject if pin.kind is Kind.PART else ""}
    elsewhere = [plain(value) for node in other for value in given(node) if not is_literal(value)]
    for value in (value for node in branch for value in given(node)):
        for general in elsewhere:
            inner = [each for each in walk(value) if each.id != value.id and plain(each) == general]
            if inner and general not in measured and _is_by_literals(pin, value, inner[0]):
                return True
    return any(_is_changed_once_more(pin, node, inputs | _taken_apart(pin, other)) for node in branch)


def _taken_apart(pin: Pin, following: Sequence[SyntaxNode]) -> frozenset[str]:
    """The measured names, unless they are the outcome: what is read further on may be brought into one form before."""
    answers = [plain(answer) for node in following for answer in given(node)]
    names = frozenset(re.findall(r"\w+", pin.subject))
    return frozenset(
        name for name in names if not any(re.match(rf"{re.escape(name)}\b(?! \()", each) for each in answers)
    )


def _is_by_literals(pin: Pin, value: SyntaxNode, general: SyntaxNode) -> bool:
    """Whether nothing but literals makes the difference; where a size is pinned any difference tells."""
    if pin.kind in {Kind.SIZE, Kind.REST}:
        return True
    rest = [each for each in walk(value, lambda node: node.id != general.id) if each.id != general.id]
    return not any(map(stands_for_a_value, rest)) and any(bare(text_of(each)) for each in rest if is_literal(each))


def _is_changed_once_more(pin: Pin, statement: SyntaxNode, spared: frozenset[str]) -> bool:
    """Whether the outcome so far, a local of the function, is changed by literals alone; or in any way by a size."""
    node = statement.named_children[0] if statement.type in GIVING and statement.named_children else statement
    by_size = pin.kind in {Kind.SIZE, Kind.REST}
    if node.type in {"call", "call_expression", "method_invocation"}:
        owner = re.match(r"(\w+)\.\w+$", called(node))
        name = owner[1] if owner and (by_size or pin.kind is Kind.PART) else ""
        return name not in spared | {"self", "this", ""} and _is_made_here(name, statement)
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    name = text_of(left)
    if node.type not in CHANGES or right is None or name in spared or not _is_made_here(name, statement):
        return False
    names = set(names_in(right))
    again = name in names or _CHANGED_BY.match(text_of(node.child_by_field_name("operator"))) is not None
    return again and (by_size or not names - {name}) and (pin.kind is not Kind.VALUE or not _is_a_unit(node))


def _is_a_unit(change: SyntaxNode) -> bool:
    """Whether something is multiplied: conversions are chosen by words that tests say."""
    return re.search(r"\*=|/=|\*|/", text_of(change)) is not None


def _is_made_here(name: str, statement: SyntaxNode) -> bool:
    """Whether a name is a local that was given its value before: the outcome so far."""
    function = inside(statement, *FUNCTIONS)
    before = text_of(function).split(text_of(statement))[0] if function else ""
    return re.search(rf"\b{re.escape(name)}\b\s*(:\s*[\w\[\], |.&<>]+)?(:=|\+=|-=|=)(?!=)", before) is not None


def _is_data(pin: Pin, choice: Choice, branch: Sequence[SyntaxNode], quoted: str) -> bool:
    """Whether a bare input that is data, no word that says how to work, is compared with a literal of the test."""
    if pin.kind is not Kind.VALUE or pin.subject not in inputs_of(choice.function) or choice.function is None:
        return False
    literal = re.escape(bare(pin.literal))
    is_text = pin.literal[-1:] in "\"'`" and not _LONG_NUMBER.match(bare(pin.literal))
    if is_text and not (re.search(r"\w\w", pin.literal) or re.search(r"^.\w.$", pin.literal)):
        return False
    if is_text and not re.search(rf"[\"'`]{literal}[\"'`]", quoted):
        return False
    users = (_user(node) for node in walk(choice.function) if text_of(node) == pin.subject and not _is_a_key(node))
    uses = {"binary_operator" if _is_sum(user) else user.type for user in users if user}
    answers = [answer for node in branch for answer in given(node)]
    passed_on = "argument_list" in uses or "arguments" in uses
    return bool(uses & _USES) or (passed_on and bool(answers) and all(map(is_literal, answers)))


def _is_a_key(name: SyntaxNode) -> bool:
    """Whether a constant table is asked for it: words that say how to work are looked up so."""
    around = name.parent
    if around is None or around.type not in SUBSCRIPTS:
        return False
    fields = [around.child_by_field_name(field) for field in ("subscript", "index")]
    table = text_of(around).partition("[")[0].rpartition(".")[2]
    return table.isupper() and any(each and each.id == name.id for each in fields)


def _is_sum(node: SyntaxNode) -> bool:
    return node.type == "binary_expression" and text_of(node.child_by_field_name("operator")) in {*"+-*/%"}


def _user(name: SyntaxNode) -> SyntaxNode | None:
    return name.parent if name.type == "identifier" else None


def _close(words: str) -> str:
    return " ".join(words.split())
