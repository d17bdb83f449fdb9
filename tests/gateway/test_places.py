from bot.gateway.places import Place, Purpose


def test_two_requests_of_one_kind_hold_two_places() -> None:
    one, other = Place(Purpose.SWEEP, "/list"), Place(Purpose.SWEEP, "/list")
    places = [one, other]
    places.remove(other)
    assert places == [one]
    assert places != [other]


def test_a_place_is_held_until_it_is_known_when_it_frees() -> None:
    place = Place(Purpose.OPENING, "/create")
    assert place.frees_at is None
    assert not place.probes


def test_a_purpose_is_kept_as_the_word_that_it_is() -> None:
    assert f"{Purpose.SWEEP}" == "sweep"
    assert [Purpose(word) for word in ("opening", "sweep", "lists")] == list(Purpose)
