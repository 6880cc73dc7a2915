# needs: rust
set -u
here=$(dirname "$0")
unset RUST_BACKTRACE
cat > bad.rs <<'RS'
use std::collections::HashMap;
#[inline(never)]
fn port(m: &HashMap<&str, u16>) -> u16 { *m.get("port").unwrap() }
fn main() {
    if std::env::args().len() > 1 { let _: u16 = "x".parse().unwrap(); }
    println!("{}", port(&HashMap::new()));
}
RS
rustc -g -o app bad.rs || exit 1
has() { grep -qE "$1" <<<"$out" || { echo "expected: $1"; echo "got: $out"; exit 1; }; }
out=$(./app 2>&1); has 'panicked at bad.rs:3:[0-9]+:$'; has '^called `Option::unwrap\(\)` on a `None` value$'
has 'run with `RUST_BACKTRACE=1` environment variable to display a backtrace'
out=$(./app x 2>&1); has '^called `Result::unwrap\(\)` on an `Err` value: ParseIntError \{ kind: InvalidDigit \}$'
out=$(RUST_BACKTRACE=1 ./app 2>&1); has 'app::port|bad::port'; has 'bad.rs:6:'
rustc -O -C debuginfo=line-tables-only -o app bad.rs
out=$(RUST_BACKTRACE=1 ./app 2>&1); has 'bad.rs:6:'
awk '/^```rust$/ {on = 1; next} /^```$/ {on = 0} on' "$here/unwrap-on-none-panic-location.md" > good.rs
rustc --edition 2021 -D warnings good.rs 2> log || { cat log; exit 1; }
want=$'localhost Err("port is not set")\nErr("port \\"80x\\": invalid digit found in string") hello 3\n80x'
[ "$(./good)" = "$want" ] || { echo "printed: $(./good)"; exit 1; }
sed 's/must(&s, "port")/must(\&s, "no")/' good.rs > caller.rs
rustc --edition 2021 caller.rs && out=$(./caller 2>&1)
line=$(grep -n 'must(&s, "no")' caller.rs | cut -d: -f1)
has "panicked at caller.rs:$line:"; has 'setting no is missing'
