# needs: rust
set -u
here=$(dirname "$0")
cat > bad.rs <<'RS'
use std::cell::RefCell;
fn main() {
    let c = RefCell::new(vec![1]);
    match std::env::args().nth(1).unwrap().as_str() {
        "for" => for x in c.borrow().iter() { c.borrow_mut().push(*x) },
        "iflet" => if let Some(x) = c.borrow().first() { c.borrow_mut().push(*x) },
        "else" => if let Some(x) = c.borrow().get(5).copied() { println!("{x}") } else { c.borrow_mut().push(2) },
        "whilelet" => while let Some(x) = c.borrow_mut().pop() { c.borrow_mut().push(x) },
        _ => { let _guard = c.borrow_mut(); println!("{}", c.borrow().len()) }
    };
}
RS
for e in 2021 2024; do rustc -A warnings --edition $e -o bad$e bad.rs || exit 1; done
says() { out=$("$@" 2>&1); }
says ./bad2024 for; grep -qE '^(RefCell )?already borrowed' <<<"$out" || { echo "for: $out"; exit 1; }
says ./bad2024 iflet; grep -qE '^(RefCell )?already borrowed' <<<"$out" || { echo "if let: $out"; exit 1; }
says ./bad2024 whilelet; grep -qE '^(RefCell )?already borrowed' <<<"$out" || { echo "while let: $out"; exit 1; }
says ./bad2024 guard; grep -qE '^(RefCell )?already mutably borrowed' <<<"$out" || { echo "guard: $out"; exit 1; }
says ./bad2021 else && { echo "2021: no panic in else"; exit 1; }
says ./bad2024 else || { echo "2024: panic in else: $out"; exit 1; }
awk '/^```rust$/ {on = 1; next} /^```$/ {on = 0} on' "$here/refcell-already-borrowed-panic.md" > good.rs
rustc --edition 2021 -D warnings good.rs 2> log || { cat log; exit 1; }
[ "$(./good)" = '3 3' ] || { echo "printed: $(./good)"; exit 1; }
