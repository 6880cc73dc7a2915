# needs: rust
set -u
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
cat > bad.rs <<'EOF_BAD'
struct User { name: String }
fn add(a: i32) -> i32 { a + 1; }
fn opt() -> Option<i32> { 3 }
fn main() { let _ = User { name: "Ada" }; let _: i32 = "5".parse::<i32>(); let _ = if true { 1 } else { "a" }; }
EOF_BAD
out=$(rustc --edition 2021 bad.rs 2>&1) && fail "it compiles"
has "$out" 'error[E0308]: mismatched types'
has "$out" 'expected `String`, found `&str`'
has "$out" 'expected `i32`, found `()`'
has "$out" 'help: remove this semicolon to return this value'
has "$out" 'expected `Option<i32>`, found integer'
has "$out" 'expected `i32`, found `Result<i32, ParseIntError>`'
has "$out" 'error[E0308]: `if` and `else` have incompatible types'
cat > good0.rs <<'EOF_GOOD0'
use std::num::ParseIntError;

struct User {
    name: String,
}

fn greet(name: &str) -> String {
    format!("Hello {name}")
}

fn double(text: &str) -> Result<i32, ParseIntError> {
    let n: i32 = text.parse()?; // not: let n: i32 = text.parse::<i32>();
    Ok(n * 2) // no semicolon
}

fn label(n: i32) -> String {
    match n {
        0 => "none".to_string(),
        _ => format!("{n} items"),
    }
}

fn index(id: u64) -> Option<usize> {
    usize::try_from(id).ok()
}

fn main() {
    let user = User { name: "Ada".to_string() };
    println!("{} {:?} {} {:?}", greet(&user.name), double("21"), label(0), index(7));
}
EOF_GOOD0
rustc --edition 2021 -A warnings good0.rs || fail "good0 does not compile"
./good0 > out0 || fail "good0 fails"
