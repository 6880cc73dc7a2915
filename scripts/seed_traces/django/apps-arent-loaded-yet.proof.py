"""Importing a model without setup, the script prelude, and a spawned worker with the initializer."""
import os
import subprocess
import sys

os.makedirs("mysite")
os.makedirs("shop")
for name in ("mysite/__init__.py", "shop/__init__.py"):
    open(name, "w").close()
files = {
    "mysite/settings.py": "INSTALLED_APPS = ['shop']\nDEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\n"
    "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}\n",
    "shop/models.py": "from django.db import models\nclass Order(models.Model):\n    pass\n",
    "shop/work.py": "from shop.models import Order\ndef name(x):\n    return Order.__name__ * x\n",
    "bare.py": "from shop.models import Order\n",
    "good.py": "import os\nimport django\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')\n"
    "django.setup()\nfrom shop.models import Order\nprint(Order.__name__)\n",
    # the parent sets Django up only when it runs as the program, as manage.py does
    "pool.py": "import multiprocessing, sys\nfrom concurrent.futures import ProcessPoolExecutor\nimport django\n"
    "if __name__ == '__main__':\n    django.setup()\n    from shop.work import name\n"
    "    with ProcessPoolExecutor(1, multiprocessing.get_context('spawn'),\n"
    "                             initializer=django.setup if sys.argv[1] == 'setup' else None) as pool:\n"
    "        print(list(pool.map(name, [1])))\n",
}
for name, text in files.items():
    with open(name, "w") as file:
        file.write(text)


def run(*words, settings=True):
    env = {**os.environ, "PYTHONPATH": os.getcwd()}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    if settings:
        env["DJANGO_SETTINGS_MODULE"] = "mysite.settings"
    done = subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


code, told = run("bare.py")
assert code and "django.core.exceptions.AppRegistryNotReady: Apps aren't loaded yet." in told, told
code, told = run("bare.py", settings=False)
assert code and "Requested setting INSTALLED_APPS, but settings are not configured." in told, told
assert run("good.py", settings=False) == (0, "Order\n")
code, told = run("pool.py", "bare")
assert code and "Apps aren't loaded yet." in told, told
assert run("pool.py", "setup") == (0, "['Order']\n")
