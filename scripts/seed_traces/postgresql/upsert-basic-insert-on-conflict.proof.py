# needs: postgres
import os
import sys
import types
from pathlib import Path

import psycopg2
from psycopg2 import errors
from sqlalchemy import create_engine
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session

URL = os.environ["PROOF_DATABASE_URL"]
conn = psycopg2.connect(URL)
conn.autocommit = True
cur = conn.cursor()
trace = Path(__file__).with_name("upsert-basic-insert-on-conflict.md").read_text()
create, upsert, changed = [part.split("```")[0] for part in trace.split("```sql\n")[1:]]
python = trace.split("```python\n")[1].split("```")[0]


def refused(statement, kind, message):
    try:
        cur.execute(statement)
    except kind as error:
        assert message in str(error), str(error)
    else:
        raise SystemExit("accepted: " + statement)


cur.execute(create)
cur.execute(upsert)
assert cur.fetchall() == [(1, "A-1", 5), (2, "A-2", 2)]
refused("INSERT INTO products (sku, name) VALUES ('A-1', 'x')", errors.UniqueViolation,
        'duplicate key value violates unique constraint "products_sku_key"')
refused(upsert.replace("products.stock +", "stock +"), errors.AmbiguousColumn, 'column reference "stock" is ambiguous')
refused(upsert.replace("(sku) DO", "DO"), errors.SyntaxError, "ON CONFLICT DO UPDATE requires inference specification or constraint name")
cur.execute(upsert)
assert cur.fetchall() == [(1, "A-1", 10), (2, "A-2", 4)] and cur.statusmessage == "INSERT 0 2"
cur.execute(changed)
assert cur.rowcount == 0, "written without a change"
cur.execute(changed.replace("'Chair'", "'Stool'"))
assert cur.rowcount == 1

engine = create_engine("postgresql+psycopg2" + URL.removeprefix("postgresql"))
base = automap_base()
base.prepare(engine)
models = types.ModuleType("shop.models")
models.Product = base.classes.products
sys.modules |= {"shop": types.ModuleType("shop"), "shop.models": models}
code = {}
exec(python, code)
with Session(engine) as session:
    code["upsert"](session, [{"sku": "A-1", "name": "Bench"}, {"sku": "A-3", "name": "Lamp"}])
    session.commit()
cur.execute("SELECT sku, name, stock FROM products ORDER BY sku")
assert cur.fetchall() == [("A-1", "Bench", 10), ("A-2", "Table", 4), ("A-3", "Lamp", 0)]
