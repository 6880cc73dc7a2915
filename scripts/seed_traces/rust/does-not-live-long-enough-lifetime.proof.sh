# needs: rust
set -u
here=$(dirname "$0")
has() { grep -qF "$1" <<<"$out" || { echo "expected: $1"; echo "got: $out"; exit 1; }; }
cat > bad.rs <<'RS'
fn a<'a>() -> &'a str { let s = String::from("a"); &s }
fn b<'a>() -> &'a str { String::from("a").trim() }
fn main() {
    let r;
    { let s = String::from("a"); r = &s; }
    println!("{r} {} {}", a(), b());
    let t = String::from(" x ").trim();
    println!("{t}");
    let v = vec![1];
    std::thread::spawn(|| println!("{v:?}"));
    let w = vec![1];
    let rw = &w;
    std::thread::spawn(move || println!("{rw:?}"));
}
RS
out=$(rustc --edition 2021 bad.rs 2>&1) && { echo "it compiles"; exit 1; }
has 'error[E0597]: `s` does not live long enough'
has 'borrowed value does not live long enough'
has 'error[E0515]: cannot return reference to local variable `s`'
has 'error[E0515]: cannot return value referencing temporary value'
has 'error[E0716]: temporary value dropped while borrowed'
has 'error[E0373]: closure may outlive the current function, but it borrows `v`, which is owned by the current function'
has "argument requires that \`w\` is borrowed for \`'static\`"
cat > tail.rs <<'RS'
use std::cell::RefCell;
fn main() {
    let b = RefCell::new(vec![1]);
    match b.borrow().first().copied() { Some(x) => println!("{x}"), None => {} }
}
RS
out=$(rustc --edition 2021 tail.rs 2>&1) && { echo "2021 tail compiles"; exit 1; }
has 'error[E0597]: `b` does not live long enough'
rustc --edition 2024 tail.rs || exit 1
awk '/^```rust$/ {on = 1; next} /^```$/ {on = 0} on' "$here/does-not-live-long-enough-lifetime.md" > good.rs
rustc --edition 2021 -D warnings good.rs 2> log || { cat log; exit 1; }
out=$(./good)
[ "$out" = $'hello ann x ab a b\n10 [1, 2, 3, 4]' ] || { echo "printed: $out"; exit 1; }
