"""What a dialect answers, path by path."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.sandbox.blockatm.calls import Call

Handler = Callable[[Call], object]


@dataclass(frozen=True)
class Route:
    """One call of the API.

    Attributes:
        answer: gives the data, or raises a `Refusal`.
        is_public: whether it needs neither key nor time.
        is_wrapped: whether its answer wears the envelope in whatever dress the others come.
    """

    answer: Handler
    is_public: bool = False
    is_wrapped: bool = False


Routes = Mapping[str, Mapping[str, Route]]  # by path, then by method
