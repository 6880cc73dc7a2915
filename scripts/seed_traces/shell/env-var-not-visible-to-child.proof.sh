# What a child sees without export, with it, for one command, after executing and sourcing, and from a .env file.
fail() { echo "differs: $*"; exit 1; }
unset DATABASE_URL X
child() { python -c 'import os; print(os.environ["DATABASE_URL"])' 2>&1 | tail -n 1; }
DATABASE_URL=postgresql:///shop
[ "$(child)" = "KeyError: 'DATABASE_URL'" ] || fail "not exported: $(child)"
export DATABASE_URL
[ "$(child)" = postgresql:///shop ] || fail "exported: $(child)"
unset DATABASE_URL
[ "$(DATABASE_URL=one sh -c 'echo "$DATABASE_URL"')" = one ] && [ -z "${DATABASE_URL:-}" ] || fail "one command"
[ -z "$(X=1 echo "${X:-}")" ] || fail "X=1 echo"
printf 'export DATABASE_URL=fromscript\n' > set-env.sh
bash set-env.sh; [ -z "${DATABASE_URL:-}" ] || fail "an executed script set it"
. ./set-env.sh; [ "$(child)" = fromscript ] || fail "sourced: $(child)"
unset DATABASE_URL
printf "DATABASE_URL='a b \$c'\nOTHER=2\n" > .env
. ./.env; [ "$(child)" = "KeyError: 'DATABASE_URL'" ] || fail ".env without set -a"
set -a
. ./.env
set +a
[ "$(child)" = 'a b $c' ] || fail ".env: $(child)"
(export $(grep DATABASE .env | xargs) 2>/dev/null; [ "$DATABASE_URL" != 'a b $c' ]) || fail "xargs coped"
printf 'set -u\n: 1\necho "$NOWHERE"\n' > migrate.sh
[[ "$(bash ./migrate.sh 2>&1)" == "./migrate.sh: line 3: NOWHERE: unbound variable" ]] || fail "$(bash ./migrate.sh 2>&1)"
if [ -r /proc/self/environ ]; then
  MARK=x sleep 5 & sleep 0.2
  [ "$(tr '\0' '\n' < "/proc/$!/environ" | grep '^MARK=')" = MARK=x ] || fail environ
  kill $!
fi
