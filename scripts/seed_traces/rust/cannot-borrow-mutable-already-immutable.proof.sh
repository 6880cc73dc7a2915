# needs: rust
set -u
here=$(dirname "$0")
has() { grep -qF "$1" <<<"$out" || { echo "expected: $1"; echo "got: $out"; exit 1; }; }
cat > bad.rs <<'RS'
use std::collections::HashMap;
fn main() {
    let mut v = vec![1, 2, 3];
    let first = &v[0];
    v.push(4);
    println!("{first}");
}
struct S { items: Vec<u32>, total: u32 }
impl S {
    fn add(&mut self, x: u32) { self.total += x; }
    fn run(&mut self) { for i in self.items.iter() { self.add(*i); } }
}
fn two(v: &mut Vec<u32>) { let a = &mut v[0]; let b = &mut v[1]; std::mem::swap(a, b); }
fn get<'a>(m: &'a mut HashMap<u32, String>, k: u32) -> &'a mut String {
    if let Some(v) = m.get_mut(&k) { return v; }
    m.entry(k).or_default()
}
RS
out=$(rustc --edition 2021 bad.rs 2>&1) && { echo "it compiles"; exit 1; }
has 'error[E0502]: cannot borrow `v` as mutable because it is also borrowed as immutable'
has 'error[E0502]: cannot borrow `*self` as mutable because it is also borrowed as immutable'
has 'error[E0499]: cannot borrow `*v` as mutable more than once at a time'
has 'error[E0499]: cannot borrow `*m` as mutable more than once at a time'
has 'immutable borrow later used here'
awk '/^```rust$/ {on = 1; next} /^```$/ {on = 0} on' "$here/cannot-borrow-mutable-already-immutable.md" > good.rs
rustc --edition 2021 -D warnings good.rs 2> log || { cat log; exit 1; }
out=$(./good)
[ "$out" = $'1 [1, 3, 4]\n{"a": 1} 6 ["z", "y", "x"]' ] || { echo "printed: $out"; exit 1; }
