"""Sentences that the heart says in English, and that others may say in another language."""

from typing import Self


class Sentence(str):
    """A sentence in English that still knows what it was made of.

    Attributes:
        template: the sentence with `{name}` for each field.
        fields: what was filled in.
    """

    __slots__ = ("fields", "template")

    template: str
    fields: dict[str, str]

    def __new__(cls, template: str, **fields: object) -> Self:
        """Fill a template in."""
        plain = {name: str(value) for name, value in fields.items()}
        made = super().__new__(cls, template.format_map(plain))
        made.template, made.fields = template, plain
        return made
