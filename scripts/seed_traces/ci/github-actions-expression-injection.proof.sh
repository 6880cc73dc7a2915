set -u
fail() { echo "$1"; exit 1; }
md="${0%.proof.sh}.md"
# What the runner does with `run:`: it replaces ${{ }} in the text, then starts `bash -e file`.
render() { python - "$1" "$2" <<'PY'
import re, sys
print(re.sub(r"\$\{\{[^}]*\}\}", lambda _: sys.argv[2], sys.argv[1]))
PY
}
evil='"; touch owned; "'
render 'echo "Title ${{ github.event.pull_request.title }}"' "$evil" > step.sh
bash -e step.sh > out.txt 2>&1
[ -e owned ] || fail "the title was not executed: $(cat out.txt)"
rm owned
render 'echo "Title ${{ github.event.pull_request.title }}"' 'a "quote' > step.sh
bash -e step.sh > out.txt 2>&1 && fail "an odd quote did no harm"
grep -qF "unexpected EOF while looking for matching \`\"'" out.txt || fail "other message: $(cat out.txt)"

# cure: the trace's own step, with the title in the environment
python - "$md" > safe.sh <<'PY'
import pathlib, re, sys, textwrap
text = pathlib.Path(sys.argv[1]).read_text()
block = re.search(r"name: title\n.*?run: \|\n(.*?)```", text, re.DOTALL)[1]
print(textwrap.dedent(block))
PY
grep -q 'printf' safe.sh || fail "no script found in the trace"
for title in "fix: $evil" 'fix: $(touch owned) `touch owned`' "fix: a 'b' \"c"; do
  TITLE=$title bash -e safe.sh > out.txt || fail "rejected: $title"
  [ "$(cat out.txt)" = "Title: $title" ] || fail "changed: $(cat out.txt)"
  [ ! -e owned ] || fail "executed: $title"
done
TITLE='"; exit 0; "' bash -e safe.sh > out.txt && fail "a bad title was accepted"

# the search finds the bad place and not the good one
mkdir -p .github/workflows
printf 'run: echo "${{ github.event.pull_request.title }}"\n' > .github/workflows/bad.yml
printf 'run: echo "${{ github.sha }}"\n' > .github/workflows/good.yml
search=$(grep -F "grep -rnE" "$md")
[ "$(bash -c "$search" | cut -d: -f1)" = .github/workflows/bad.yml ] || fail "search: $(bash -c "$search")"
