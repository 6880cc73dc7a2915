# needs: rust
set -u
here=$(dirname "$0")
has() { grep -qF "$1" <<<"$out" || { echo "expected: $1"; echo "got: $out"; exit 1; }; }
cat > bad.rs <<'RS'
use std::collections::HashMap;
struct P;
#[derive(PartialEq)]
struct K(f64);
trait Shape {}
fn area<T: Shape>(_: T) {}
fn show<T: std::fmt::Display>(_: T) {}
fn boxed(b: Box<dyn Shape>) { area(b); }
fn main() {
    println!("{:?}", P);
    show(P);
    let mut m = HashMap::new();
    m.insert(K(1.0), 1);
    let _: Vec<u32> = vec!["1"].into_iter().map(|s| s.parse::<u32>()).collect();
    let (v, i) = (vec![1], 0i32);
    println!("{}", v[i]);
}
RS
out=$(rustc --edition 2021 bad.rs 2>&1) && { echo "it compiles"; exit 1; }
has 'error[E0277]: the trait bound `K: Eq` is not satisfied'
has 'error[E0277]: the trait bound `Box<dyn Shape>: Shape` is not satisfied'
has "error[E0277]: \`P\` doesn't implement \`Debug\`"
has "error[E0277]: \`P\` doesn't implement \`std::fmt::Display\`"
has 'error[E0277]: a value of type `Vec<u32>` cannot be built from an iterator over elements of type `Result<u32, ParseIntError>`'
has 'error[E0277]: the type `[{integer}]` cannot be indexed by `i32`'
has 'required by a bound in'
printf 'fn main() { let r = std::rc::Rc::new(1i32); std::thread::spawn(move || println!("{r}")); }\n' > rc.rs
out=$(rustc --edition 2021 rc.rs 2>&1) && { echo "Rc is Send"; exit 1; }
has 'error[E0277]: `Rc<i32>` cannot be sent between threads safely'
awk '/^```rust$/ {on = 1; next} /^```$/ {on = 0} on' "$here/trait-bound-not-satisfied.md" > good.rs
rustc --edition 2021 -D warnings good.rs 2> log || { cat log; exit 1; }
out=$(./good)
[ "$out" = $'19.99 EUR Price { cents: 1999, currency: "EUR" } 3\n4 1\n2\n1' ] || { echo "printed: $out"; exit 1; }
