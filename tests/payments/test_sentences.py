from bot.payments.money import Money
from bot.payments.sentences import Sentence


def test_a_sentence_reads_as_english() -> None:
    sentence = Sentence("{limit} at most, {name}.", limit=Money.of("5", "USDT"), name="Olga")
    assert sentence == "5 USDT at most, Olga."
    assert f"{sentence}" == "5 USDT at most, Olga."
    assert {sentence} == {"5 USDT at most, Olga."}


def test_a_sentence_knows_what_it_was_made_of() -> None:
    sentence = Sentence("{limit} at most.", limit=Money.of("5", "USDT"))
    assert sentence.template == "{limit} at most."
    assert sentence.fields == {"limit": "5 USDT"}


def test_what_is_filled_in_is_not_read_as_a_template() -> None:
    assert Sentence("{name}!", name="{name}") == "{name}!"
