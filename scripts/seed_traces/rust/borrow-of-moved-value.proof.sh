# needs: rust
set -u
here=$(dirname "$0")
has() { grep -qF "$1" <<<"$out" || { echo "expected: $1"; echo "got: $out"; exit 1; }; }
cat > bad.rs <<'RS'
fn main() {
    let names = vec![String::from("a")];
    for n in names { println!("{n}"); }
    println!("{}", names.len());
}
struct S { name: Option<String> }
fn label(r: &S) -> String { r.name.unwrap_or_default() }
RS
out=$(rustc --edition 2021 bad.rs 2>&1) && { echo "it compiles"; exit 1; }
has 'error[E0382]: borrow of moved value: `names`'
has '`names` moved due to this implicit call to `.into_iter()`'
has 'error[E0507]: cannot move out of `r.name` which is behind a shared reference'
awk '/^```rust$/ {on = 1; next} /^```$/ {on = 0} on' "$here/borrow-of-moved-value.md" > good.rs
rustc --edition 2021 -D warnings good.rs 2> log || { cat log; exit 1; }
out=$(./good)
[ "$out" = $'3 [1, 2]\na\n1\n1 1\nunnamed ["started"]\n["started"] "unnamed"' ] || { echo "printed: $out"; exit 1; }
