"""An import holds a portion of its file at a time, however long the file is. `make soak` tries 200,000 rows."""

from pathlib import Path

import pytest

from tests.soak.import_memory import MORE, peak

FEW, MANY = 2_000, 12_000


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_six_times_the_rows_take_hardly_more_memory(tmp_path: Path) -> None:
    few, many = peak(tmp_path, FEW), peak(tmp_path, MANY)
    print(f"{FEW} rows {few} MB, {MANY} rows {many} MB")
    assert many - few <= MORE / 3
