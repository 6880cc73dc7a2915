# The messages for 08, silent octal for 010, and base 10, stripped zeros and the check of the trace.
export LC_ALL=C
fail() { echo "differs: $*"; exit 1; }
says() { told=$(bash -c "$1" 2>&1 > /dev/null); [[ $told == *"$2"* ]] || fail "$1: $told"; }
says 'x=08; echo $((x + 1))' '08: value too great for base (error token is "08")'
says '(( 09 ))' '((: 09: value too great for base (error token is "09")'
says '[[ 08 -eq 8 ]]' '[[: 08: value too great for base (error token is "08")'
says 'printf %d 08' 'printf: 08: invalid octal number'
says '[ "" -eq 1 ]' '[: : integer expre' # "integer expression expected", "integer expected" in 5.3
says '[ $none -eq 1 ]' '[: -eq: unary operator expected'
says 'echo $((10#))' '10#'
says 'echo $((10#-08))' '10#'
[ $((010)) -eq 8 ] && [ $((10#010)) -eq 10 ] || fail "010"
[ 08 -eq 8 ] || fail "[ is octal"
for day in 01 08 09 10 31; do [ $((10#$day + 1)) -eq "$(expr "$day" + 1)" ] || fail "$day"; done
empty=; [ $((10#${empty:-0} + 1)) -eq 1 ] || fail empty
cat > strip.sh <<'EOF'
for value in 008 0 000 10 100 0090; do
  value=${value#"${value%%[!0]*}"}
  value=${value:-0}
  printf '%s ' $((value + 1))
done
EOF
[ "$(sh strip.sh)" = "9 1 1 11 101 91 " ] || fail "strip: $(sh strip.sh)"
[ "$(printf '%02d' 9)" = 09 ] && [ "$(echo {08..10})" = "08 09 10" ] && [ "$(seq -w 8 10 | tr '\n' ' ')" = "08 09 10 " ] || fail padding
bash -c 'x="a[\$(touch ran)]"; echo $((x))' > /dev/null 2>&1; [ -e ran ] || fail "arithmetic didn't evaluate the text"
printf 'ERROR\nok\n' > app.log
check='count=$1; if [[ ! $count =~ ^[0-9]+$ ]]; then exit 1; fi; ((10#$count > 100))'
bash -c "$check" x 0101 || fail "0101"
bash -c "$check" x 'a[$(touch again)]'; [ ! -e again ] || fail "the check let code through"
awk 'BEGIN { exit !(1.5 > 1.2) }' || fail awk
