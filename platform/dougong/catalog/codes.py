"""Every fault a definition can have, with its cure: M1xx shape, M2xx link, M3xx meaning, M4xx safety."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means, and what an author does about it."""

    meaning: str
    cure: str


CODES: Mapping[str, Code] = MappingProxyType({
    # -- shape: what one file says, alone
    "M101": Code("The file cannot be read as YAML or JSON.", "Mend the syntax at the place named."),
    "M102": Code("The file is not UTF-8, or holds a character no text may hold (NUL, control, half a surrogate pair).",
                 "Save the file as UTF-8 and delete the character."),
    "M103": Code("The same key is written twice in one map.", "Delete or rename one of the two."),
    "M104": Code("A number that cannot be kept exactly: too many digits, infinite, or not a number.",
                 "Write it with at most 18 digits, or in quotes when it is a text."),
    "M105": Code("The file does not say what it defines, or names a kind that does not exist.",
                 "Begin the file with `kind:` and one of the kinds listed."),
    "M106": Code("A file is not called like the thing it defines.", "Rename the file, or correct `name:`."),
    "M107": Code("No kind reads a file of this name.", "Write definitions as .yaml or .json, or take the file out."),
    "M108": Code("A key of a map is not a text.", "Write a plain text before the colon."),
    "M110": Code("A key that is not known here.", "Correct the spelling, or delete it: no key is ever ignored."),
    "M111": Code("A key is missing.", "Add it."),
    "M112": Code("A value of the wrong kind.", "Write a value of the kind named."),
    "M113": Code("A value that is not among the ones allowed.", "Take one of the values listed."),
    "M114": Code("A text that does not have the shape asked for, often a name.",
                 "Names are lower-case ASCII words joined by _, at most 48 characters."),
    "M115": Code("A value too large, too small, too long or too short.", "Keep within the bound named."),
    "M116": Code("A value that its schema refuses for another reason.", "Read the description of the key."),
    "M120": Code("A folder of definitions without pack.yaml.", "Add pack.yaml."),
    "M121": Code("The pack is written for another format.", "Write `format: 1`, or update Dougong."),
    "M130": Code("A plugin that cannot be used: its manifest is wrong, or its package is not what the manifest says.",
                 "docs/guides/plugins.md shows both."),
    # -- link: what names point at
    "M201": Code("A field type that does not exist.", "Take one of the types of docs/reference/fields.md."),
    "M202": Code("A pack that is required but not there.", "Install it, or correct `requires`."),
    "M203": Code("Packs require each other in a circle.", "Packs form a line: take one requirement out."),
    "M204": Code("Two definitions claim the same name.", "Rename one of them."),
    "M205": Code("An object that does not exist.", "Correct the name, or define the object."),
    "M206": Code("A reference upward: to something of a pack this one does not require.",
                 "Move the reference to the upper pack (kind: field), or require the other pack."),
    "M207": Code("A field that does not exist.", "Correct the name, or define the field."),
    "M208": Code("A trait that does not exist.", "Correct the name, or define the trait."),
    "M209": Code("A view that does not exist, or that shows another object.", "Correct the name."),
    "M210": Code("A translation of something that does not exist.", "Correct the path, or delete the line."),
    "M211": Code("An expression that cannot be read, or that names or mixes what it may not.",
                 "Mend it at the column named; docs/reference/expressions.md has the language."),
    "M212": Code("Lines and their owner do not fit each other.",
                 "The owner has one field of type lines `of` the object whose `parent` is the owner."),
    "M213": Code("A copy from something that cannot be copied.",
                 "Write `copy: <link field>.<stored field of its target>`, or one link further."),
    "M214": Code("An option of a type names a field that is missing or of the wrong type.", "Name a fitting field."),
    "M215": Code("A rollup through something that points elsewhere.",
                 "Name a link or any-link of the object `of` that points to this object."),
    "M216": Code("A patch of something that is not to be patched from there.",
                 "Each key says in its schema (`x-patch`) who may: packs above, the site, nobody."),
    "M217": Code("A scenario names a record it does not have.",
                 "Name one of `given`, or one that an earlier step made `as`."),
    # -- meaning: what cannot work
    "M301": Code("A reserved name.", "Take another name."),
    "M302": Code("Formulas that need each other in a circle.", "Take one of them out of the circle."),
    "M303": Code("A default of the wrong kind.", "Write a value of the field's type, or an expression after `=`."),
    "M304": Code("A value that is not an option of the choice.", "Add the option, or take one that exists."),
    "M305": Code("A unique over something that is not stored as one value.", "Name stored fields of the object."),
    "M306": Code("Lines that may hold fewer than they must.", "Keep min at most max."),
    "M307": Code("A title made of something that is not an own, stored value.",
                 "Use own stored fields that are no links, or the number."),
    "M308": Code("Keys that contradict each other.", "Keep one of them."),
    "M309": Code("A number pattern that cannot number.",
                 "Write texts, {seq:4} once, and own stored fields; dates with a format such as {doc_date:%Y%m}."),
    "M310": Code("A sort by something that cannot be sorted.", "Sort by stored, sortable fields."),
    "M311": Code("A field twice in one list.", "Delete one of the two."),
    "M312": Code("The type refuses its own keys.", "Read the type in docs/reference/fields.md."),
    "M313": Code("Two records of the data claim one external_id.", "Give each record an external_id of its own."),
    "M314": Code("Lines that own lines, or themselves.", "Keep lines one level deep."),
    "M315": Code("A name that lacks the pack's prefix.", "Begin the name with the prefix of the pack."),
    "M316": Code("Data give a value for a field nobody writes.", "Delete the value: the engine computes it."),
    "M317": Code("An expression the database has to decide, and cannot.",
                 "Write it with stored fields, links and functions that become SQL."),
    "M318": Code("A former name (`was:`) that is still in use, or claimed twice.",
                 "Rename one thing per apply, and take `was:` out before its name is given to something new."),
    "M320": Code("A rollup that its field cannot hold or its mode cannot keep up.",
                 "Take another type, or `mode: on_read`, which may look at anything."),
    "M321": Code("A lookup whose value its field cannot take, or that hangs on that very field.",
                 "Take one value of the field's kind; name other fields of the record after `this.`."),
    "M331": Code("A view by a field its kind cannot show, or a condition that means nothing to its field.",
                 "Take a choice, a date or a tree field as the kind asks; write conditions as the API takes them."),
    "M332": Code("A setting that is no plain value, or whose default depends on something.",
                 "Take a type that holds one value, and a default that is written down."),
    "M333": Code("A role that includes what is no role, or itself, or grants lines by themselves.",
                 "Include roles of this pack or below; grant the document and say lines.field under fields."),
    # -- safety: what nobody may send
    "M401": Code("An anchor, alias or merge key.", "Write the thing out."),
    "M402": Code("A tag.", "Delete it: values are plain text, numbers, yes or no."),
    "M403": Code("A file or pack too large.", "Split it: 256 KiB for a file, 5 MiB for a pack."),
    "M404": Code("Nesting too deep.", "Keep within 20 levels."),
    "M405": Code("Too many values in one file.", "Split it: 20,000 values for a file."),
    "M406": Code("A file that is a link, or lies outside the pack.", "Put the file itself into the pack."),
})
