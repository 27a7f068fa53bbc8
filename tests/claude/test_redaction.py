from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.errors import ModelAnswerError
from amends.fixing.claude.redaction import Redactor

# Made up; each has the form its issuer publishes. Put together here so that no scanner takes this file for a leak.
SECRETS = {
    "anthropic": "sk-ant-" + "api03-Zq8mT2xL9vB4nR7wKd1s",
    "openai": "sk-" + "proj-Zq8mT2xL9vB4nR7wKd1s3F",
    "aws": "AKIA" + "Z7QK3M9XW2LT5RBN",
    "github": "ghp_" + "Zq8mT2xL9vB4nR7wKd1s3F6hJ0pYcUeAiOgV",
    "slack": "xoxb-" + "123456789012-Zq8mT2xL9vB4",
    "google": "AIza" + "SyZq8mT2xL9vB4nR7wKd1s3F6hJ0pYcUeAi",
    "jwt": "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0In0" + ".Zq8mT2xL9vB4nR7w",
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_known_formats_never_leave_and_come_back(secret: str) -> None:
    redactor = Redactor()
    code = f"client = connect('{secret}', retries=3)\n"
    sent = redactor.redact(code)
    assert secret not in sent
    assert "connect('⟦AMENDS_SECRET_1⟧', retries=3)" in sent
    assert redactor.restore(sent) == code


@pytest.mark.parametrize(
    "line",
    [
        'API_KEY = "q8mT2xL9vB4nR7wKd1s"',
        "api_key: str = 'q8mT2xL9vB4nR7wKd1s'",
        'config["client_secret"] = "q8mT2xL9vB4nR7wKd1s"',
        '{"access_token": "q8mT2xL9vB4nR7wKd1s"}',
        "connect(auth_token='q8mT2xL9vB4nR7wKd1s')",
        "  12 | SECRET_TOKEN = b'q8mT2xL9vB4nR7wKd1s'",
        "E   AssertionError: SERVICE_TOKEN=q8mT2xL9vB4nR7wKd1s",
        "url = 'postgres://shop:q8mT2xL9vB4nR7wKd1s@db/prices'",
        "headers = {'Authorization': 'Bearer q8mT2xL9vB4nR7wKd1s'}",
        "password = 'q8mT2xL9vB4nR7wKd1s'",
    ],
)
def test_what_is_assigned_to_a_secret_name_never_leaves(line: str) -> None:
    redactor = Redactor()
    sent = redactor.redact(line)
    assert "q8mT2xL9vB4nR7wKd1s" not in sent
    assert redactor.restore(sent) == line


@pytest.mark.parametrize(
    "line",
    [
        "token = get_token(request)",
        "tokens_per_fix = 60_000",
        'author = "Ada Lovelace"',
        'key = "name"',
        "if not password:",
        'raise ValueError("the token is missing")',
        'secret_name = "database-main"',
        "self.token = token",
    ],
)
def test_ordinary_code_is_left_alone(line: str) -> None:
    redactor = Redactor()
    assert redactor.redact(line) == line
    assert redactor.count == 0


def test_private_keys_keep_their_number_of_lines() -> None:
    body = "\n".join("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" + str(number) * 8 for number in range(4))
    code = f'KEY = """-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----"""\n'
    redactor = Redactor()
    sent = redactor.redact(code)
    assert "MIIEvQ" not in sent
    assert sent.count("\n") == code.count("\n")
    assert redactor.restore(sent) == code


def test_the_same_secret_has_the_same_placeholder() -> None:
    redactor = Redactor()
    first = redactor.redact(f"a = '{SECRETS['github']}'")
    second = redactor.redact(f"b = '{SECRETS['aws']}', '{SECRETS['github']}'")
    assert first == "a = '⟦AMENDS_SECRET_1⟧'"
    assert second == "b = '⟦AMENDS_SECRET_2⟧', '⟦AMENDS_SECRET_1⟧'"


@pytest.mark.parametrize("answer", ["x = '⟦AMENDS_SECRET_7⟧'", "x = 'AMENDS_SECRET_1'", "x = '⟦AMENDS_SECRET_1'"])
def test_a_placeholder_that_cannot_be_restored_is_refused(answer: str) -> None:
    redactor = Redactor()
    redactor.redact(f"a = '{SECRETS['github']}'")
    with pytest.raises(ModelAnswerError, match="redacted secret"):
        redactor.restore(answer)


@given(st.text(alphabet=st.sampled_from("abcXYZ019 ='\"\n:@/_-.token secret key"), max_size=300))
def test_redacting_and_restoring_gives_any_text_back(content: str) -> None:
    redactor = Redactor()
    assert redactor.restore(redactor.redact(content)) == content
