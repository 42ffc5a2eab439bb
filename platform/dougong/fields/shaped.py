"""Text of a known form: mail address, phone number, web address."""

import re
from typing import Any, ClassVar

from marshmallow import fields as wire

from dougong.fields.base import Convert, Spec
from dougong.fields.refusals import Unclear, Wire, refusal
from dougong.fields.text import TextType, clean


class ShapedType(TextType):
    """Text that has the form `form` as a whole, else it is refused with the code `says`."""

    form: ClassVar[str]
    says: ClassVar[str]

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads such a text; codes text, too_long, control and the type's own."""
        fits, most, says = re.compile(self.form).fullmatch, self.longest, self.says

        def read(sent: Any) -> str | None:
            text = clean(sent, most, self.control).strip()
            if text and not fits(text):
                raise refusal(says)
            return self.tidy(text) or None
        return Wire(read)

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of the text."""
        return {"type": "string", "maxLength": self.longest, "pattern": f"^({self.form})?$"}

    def settle(self, spec: Spec) -> Convert:
        """Return the check of a computed text."""
        fits, says = re.compile(self.form).fullmatch, self.says

        def settled(value: Any) -> str | None:
            text = str(value).strip()
            if text and (len(text) > self.longest or not fits(text)):
                raise Unclear(says)
            return self.tidy(text) or None
        return settled
