"""What a client may send, as marshmallow schemas."""

from marshmallow import Schema, fields, validate

STATES = ("open", "waiting", "done", "void")


class Item(Schema):
    """The ten fields of an item that a client writes."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=200))
    remark = fields.String(allow_none=True, validate=validate.Length(max=4000))
    pieces = fields.Integer(required=True, strict=True)
    weight = fields.Decimal(places=3, allow_none=True)
    price = fields.Decimal(places=2, required=True)
    due = fields.Date(required=True)
    urgent = fields.Boolean(load_default=False)
    status = fields.String(load_default="open", validate=validate.OneOf(STATES))
    family = fields.Integer(required=True, strict=True)
    contact = fields.Email(allow_none=True)


class Line(Schema):
    """One line of a document; its amount is the server's."""

    product = fields.String(required=True, validate=validate.Length(min=1, max=200))
    qty = fields.Decimal(places=3, required=True)
    price = fields.Decimal(places=2, required=True)


class Doc(Schema):
    """A document with its lines; its total is the server's."""

    partner = fields.String(required=True, validate=validate.Length(min=1, max=200))
    doc_date = fields.Date(required=True)
    remark = fields.String(allow_none=True, validate=validate.Length(max=4000))
    lines = fields.List(fields.Nested(Line), required=True, validate=validate.Length(min=1))


item = Item()
item_change = Item(partial=True)
doc = Doc()
