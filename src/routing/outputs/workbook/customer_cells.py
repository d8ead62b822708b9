"""The columns that say who a customer is, in every sheet that has a row for each customer."""

from __future__ import annotations

from routing.domain.ids import CustomerId
from routing.outputs.workbook.content import Content
from routing.outputs.workbook.paper import Field, Value

__all__ = ["customer_cells", "customer_fields"]


def customer_fields(content: Content) -> list[Field]:
    """Return id, name where names are shown, class, and account manager where there are several."""
    words = content.words
    return [
        Field(header=words("customer id"), width=13, number_format="@"),
        *([Field(header=words("name"), width=20)] if content.has_names else []),
        Field(header=words("class"), width=words.either(10, 7), is_centred=True),
        *([Field(header=words("manager"), width=10, is_centred=True)] if content.is_team else []),
    ]


def customer_cells(content: Content, customer_id: CustomerId) -> list[Value]:
    """Return the cells of a customer."""
    whose = (", ".join(content.visitors(customer_id)),) if content.is_team else ()
    return [*content.who(customer_id), *whose]
