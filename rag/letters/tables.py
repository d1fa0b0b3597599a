"""Tables as list items: each row with the header of each column, so that it stands by itself."""

from collections.abc import Sequence

from rag.letters.document import Part

Row = Sequence[str]


def table_parts(rows: Sequence[Row], has_header: bool | None = None) -> list[Part]:
    """Rows as items `Haven: Rotterdam; Controles: 1.250`.

    The first row is the header, unless it has numbers where the others have them (None = look).
    """
    full = [[" ".join(cell.split()) for cell in row] for row in rows]
    full = [row for row in full if any(row)]
    if not full:
        return []
    header = _has_header(full) if has_header is None else has_header
    if header and len(full) == 1:
        return [Part("item", "; ".join(cell for cell in full[0] if cell))]
    names = full[0] if header else []
    return [Part("item", "; ".join(_cells(row, names))) for row in full[1 if header else 0 :]]


def _has_header(rows: Sequence[Row]) -> bool:
    """Whether no cell below the corner of the first row is a number, or it is a year."""
    return len(rows) > 1 and not any(_is_amount(cell) for cell in rows[0][1:])


def _is_amount(cell: str) -> bool:
    digits = cell.strip("€%- ").replace(".", "").replace(",", "")
    is_year = len(cell) == 4 and cell.isdecimal() and cell[:2] in ("19", "20")
    return digits.isdecimal() and not is_year


def _cells(row: Row, names: Row) -> list[str]:
    return [
        f"{names[i]}: {cell}" if i < len(names) and names[i] else cell
        for i, cell in enumerate(row)
        if cell
    ]
