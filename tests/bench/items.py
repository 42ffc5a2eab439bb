"""A file of rows to import, as a person would have them in a spreadsheet."""

import csv
import io

_HEAD = "Name Remark Pieces Weight Price Due Urgent Status Family Contact".split()
_STATES = ("Open", "Waiting", "Done", "Void")


def table(first: int, rows: int) -> bytes:
    """Return the file: rows as a person would have them in a spreadsheet."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_HEAD)
    writer.writerows(_row(g) for g in range(first, first + rows))
    return written.getvalue().encode()


def _row(g: int) -> list[str]:
    return [f"六角螺栓 M{g % 40} 不锈钢 {g}", "Bolt, stainless, delivered in boxes of one hundred",
            str(g * 7919 % 5000), f"{g * 7919 % 90000 / 1000:.3f}", f"{(g * 7919 % 90000 + 100) / 100:.2f}",
            f"2026-{g % 12 + 1:02}-{g % 28 + 1:02}", "yes" if g % 7 == 0 else "no", _STATES[g * 7919 % 4],
            f"family {g % 50 + 1}", f"buyer{g}@example.com"]
