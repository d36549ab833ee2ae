"""Reads CSV texts with Python's csv module, for csv_oracle_test.cc to compare with.

Each line of the file named on the command line is one text in hex. For each, one line of JSON: the rows
as [line on which it begins, fields in hex], blank lines left out.
"""

import csv
import io
import json
import sys

for line in open(sys.argv[1], encoding="ascii"):
    # Latin-1 keeps every byte, so that bytes which are no UTF-8 can be compared as well.
    reader = csv.reader(io.StringIO(bytes.fromhex(line).decode("latin-1"), newline=""))
    rows = []
    while True:
        begins = reader.line_num + 1
        row = next(reader, None)
        if row is None:
            break
        if row:
            rows.append([begins, [field.encode("latin-1").hex() for field in row]])
    print(json.dumps(rows))
