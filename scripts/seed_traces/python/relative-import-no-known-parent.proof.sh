# Running the file fails with the message; -m from the project root works; an absolute import by path fails too.
set -u
mkdir app && touch app/__init__.py
echo 'SETTINGS = {"debug": True}' > app/config.py
printf 'from .config import SETTINGS\n\n\ndef main():\n    print("ok", SETTINGS)\n\n\nif __name__ == "__main__":\n    main()\n' > app/main.py
out=$(python app/main.py 2>&1) && { echo "running the file should fail"; exit 1; }
grep -qF "ImportError: attempted relative import with no known parent package" <<<"$out" || { echo "other message: $out"; exit 1; }
[ "$(python -m app.main)" = "ok {'debug': True}" ] || { echo "-m app.main failed"; exit 1; }
python -c "import app.main" || exit 1
echo 'from app.config import SETTINGS' > app/absolute.py
out=$(python app/absolute.py 2>&1) && { echo "the absolute import should fail too"; exit 1; }
grep -qF "ModuleNotFoundError: No module named 'app'" <<<"$out" || { echo "other message: $out"; exit 1; }
echo 'from .. import other' > app/deep.py
out=$(python -m app.deep 2>&1) && exit 1
grep -qF "attempted relative import beyond top-level package" <<<"$out" || { echo "other message: $out"; exit 1; }
