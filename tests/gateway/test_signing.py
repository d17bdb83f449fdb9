import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.gateway.signing import guide_body, guide_signature
from tests.gateway.parts import KEY, openssl_verifies


def test_the_body_is_the_json_of_the_guide() -> None:
    body = guide_body({"symbol": "USDT", "chainId": "1", "amount": "100"})
    assert body == b'{"amount": "100", "chainId": "1", "symbol": "USDT"}'


def test_the_signature_is_der_in_lower_case_hex() -> None:
    signature = guide_signature(b"{}", KEY)
    assert signature == bytes.fromhex(signature).hex()
    assert bytes.fromhex(signature)[0] == 0x30
    assert bytes.fromhex(signature)[1] == len(signature) // 2 - 2


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(payload=st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=6))
def test_openssl_verifies_whatever_was_signed(payload: dict[str, str], tmp_path: Path) -> None:
    body = guide_body(payload)
    assert json.loads(body) == payload
    assert body == json.dumps(payload, sort_keys=True).encode()
    assert openssl_verifies(body, guide_signature(body, KEY), tmp_path)


def test_a_signature_fits_no_other_body(tmp_path: Path) -> None:
    signature = guide_signature(b'{"amount": "100"}', KEY)
    assert openssl_verifies(b'{"amount": "100"}', signature, tmp_path)
    assert not openssl_verifies(b'{"amount": "1000"}', signature, tmp_path)
