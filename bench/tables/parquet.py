"""Writes a Parquet file: one row group, a plain page for each column, cells that may be missing.

source    https://github.com/apache/parquet-format (layout, page and footer), Thrift's compact protocol
"""
import struct

INT32, INT64, BINARY, LIST, STRUCT = 5, 6, 8, 9, 12
KINDS = {int: (2, "<q"), float: (5, "<d"), str: (6, None)}  # physical types INT64, DOUBLE, BYTE_ARRAY


def varint(n):
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes([*out, n])


def value(kind, v):
    if kind in (INT32, INT64):
        return varint(v << 1 if v >= 0 else (-v << 1) - 1)
    if kind == BINARY:
        raw = v.encode() if isinstance(v, str) else v
        return varint(len(raw)) + raw
    if kind == LIST:
        of, items = v
        head = bytes([len(items) << 4 | of]) if len(items) < 15 else bytes([0xF0 | of]) + varint(len(items))
        return head + b"".join(value(of, item) for item in items)
    return record(*v)


def record(*fields):
    """Of (id, kind, value), by rising ids."""
    out, last = b"", 0
    for field, kind, v in fields:
        out += bytes([(field - last) << 4 | kind]) + value(kind, v)
        last = field
    return out + b"\0"


def page(cells, form):
    present = [c is not None for c in cells]
    bits = bytearray(-(-len(cells) // 8))
    for i, p in enumerate(present):
        bits[i // 8] |= p << i % 8
    levels = varint(len(bits) << 1 | 1) + bytes(bits)
    body = struct.pack("<I", len(levels)) + levels
    for c in cells:
        if c is not None:
            raw = c.encode() if form is None else struct.pack(form, c)
            body += struct.pack("<I", len(raw)) + raw if form is None else raw
    head = record((1, INT32, 0), (2, INT32, len(body)), (3, INT32, len(body)),
                  (5, STRUCT, [(1, INT32, len(cells)), (2, INT32, 0), (3, INT32, 3), (4, INT32, 3)]))
    return head + body


def write_parquet(path, names, columns):
    """columns   lists of int, float or str of one type each, None where a cell is missing"""
    out, schema, chunks = bytearray(b"PAR1"), [[(4, BINARY, "schema"), (5, INT32, len(names))]], []
    for name, cells in zip(names, columns):
        kind = next((type(c) for c in cells if c is not None), str)
        physical, form = KINDS[kind]
        schema.append([(1, INT32, physical), (3, INT32, 1), (4, BINARY, name)] + ([(6, INT32, 0)] if kind is str else []))
        start, written = len(out), page(cells, form)
        out += written
        about = [(1, INT32, physical), (2, LIST, (INT32, [0, 3])), (3, LIST, (BINARY, [name])), (4, INT32, 0),
                 (5, INT64, len(cells)), (6, INT64, len(written)), (7, INT64, len(written)), (9, INT64, start)]
        chunks.append([(2, INT64, start), (3, STRUCT, about)])
    rows = len(columns[0])
    footer = record((1, INT32, 1), (2, LIST, (STRUCT, schema)), (3, INT64, rows),
                    (4, LIST, (STRUCT, [[(1, LIST, (STRUCT, chunks)), (2, INT64, len(out)), (3, INT64, rows)]])))
    path.write_bytes(bytes(out) + footer + struct.pack("<I", len(footer)) + b"PAR1")
