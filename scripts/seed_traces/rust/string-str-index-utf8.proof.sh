# needs: rust
set -u
here=$(dirname "$0")
echo 'fn main() { let s = String::from("héllo"); let _ = s[0]; }' > bad.rs
out=$(rustc bad.rs 2>&1) && { echo "it compiles"; exit 1; }
grep -qF 'the type `str` cannot be indexed by `{integer}`' <<<"$out" || { echo "other message: $out"; exit 1; }
grep -qF 'you can use `.chars().nth()` or `.bytes().nth()`' <<<"$out" || { echo "other note: $out"; exit 1; }
cat > panics.rs <<'RS'
fn main() {
    let n: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    println!("{}", &"héllo"[0..n]);
}
RS
rustc panics.rs || exit 1
out=$(./panics 2 2>&1); grep -qF "byte index 2 is not a char boundary; it is inside 'é' (bytes 1..3) of \`héllo\`" <<<"$out" || { echo "$out"; exit 1; }
out=$(./panics 20 2>&1); grep -qF 'byte index 20 is out of bounds of `héllo`' <<<"$out" || { echo "$out"; exit 1; }
awk '/^```rust$/ {on = 1; next} /^```$/ {on = 0} on' "$here/string-str-index-utf8.md" > good.rs
rustc --edition 2021 -D warnings good.rs 2> log || { cat log; exit 1; }
want=$'6 5\nSome(\'h\') Some(\'é\')\nhé h\nNone Some("hé")\nname zoë\n1.2\ntrue\né'
[ "$(./good)" = "$want" ] || { echo "printed: $(./good)"; exit 1; }
cat >> good.rs <<'RS'
#[test]
fn every_limit() {
    for s in ["héllo", "日本", "👩‍👩‍👧", ""] {
        for n in 0..=s.len() + 1 {
            assert!(first_bytes(s, n).len() <= n && s.starts_with(first_bytes(s, n)));
            assert!(first_chars(s, n).chars().count() == n.min(s.chars().count()));
        }
    }
}
RS
rustc --edition 2021 --test -A warnings -o tests good.rs && ./tests > log || { cat log; exit 1; }
