"""The trace's own migrations on a table with rows (SQLite)."""
import os
import pathlib
import subprocess
import sys

OLD = "from django.db import models\n\n\nclass Order(models.Model):\n    name = models.CharField(max_length=20)\n"
NEW = ("import uuid\n" + OLD + "    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)\n")
shop = pathlib.Path("shop")
(shop / "migrations").mkdir(parents=True)
(shop / "__init__.py").touch()
(shop / "migrations/__init__.py").touch()
pathlib.Path("mysettings.py").write_text(
    'SECRET_KEY = "example"\nINSTALLED_APPS = ["shop"]\nDEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"\n'
    'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}\n')


def manage(*words, fails=None, answer=""):
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "mysettings", "PYTHONPATH": os.getcwd(), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-m", "django", *words], env=env, capture_output=True, text=True, input=answer)
    told = done.stdout + done.stderr
    assert (done.returncode == 0) == (fails is None) and (fails or "") in told, told
    return told, done.returncode


(shop / "models.py").write_text(OLD)
manage("makemigrations", "shop")
manage("migrate")
manage("shell", "-c", "from shop.models import Order; Order.objects.bulk_create([Order(name='a') for _ in range(4100)])")
(shop / "models.py").write_text(OLD + "    code = models.CharField(max_length=20)\n")
manage("makemigrations", "shop", answer="2\n", fails="It is impossible to add a non-nullable field 'code' to order without "
       "specifying a default. This is because the database needs something to populate existing rows.")
assert manage("makemigrations", "--noinput", fails="")[1] == 3
(shop / "models.py").write_text(NEW)
manage("makemigrations", "shop", "-n", "order_code", answer="2\n",
       fails="Callable default on unique field order.code will not generate unique values upon migrating.")
manage("makemigrations", "shop", "-n", "order_code", answer="1\n")
manage("migrate", fails="django.db.utils.IntegrityError: UNIQUE constraint failed: new__shop_order.code")

trace = pathlib.Path(__file__).with_name("add-non-nullable-field-existing-rows.md").read_text()
for name in ("0002_order_code.py", "0003_fill_code.py", "0004_code_unique.py"):
    start = trace.index(f"# {name}")
    (shop / "migrations" / name).write_text(trace[start:trace.index("```", start)])
manage("migrate")
assert "No changes detected" in manage("makemigrations", "--check", "--dry-run")[0]
told, _ = manage("shell", "-c", "from shop.models import Order; print(Order.objects.values('code').distinct().count(), Order.objects.count())")
assert "4100 4100" in told, told
