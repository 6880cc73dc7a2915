# needs: rust
set -u
here=$(dirname "$0")
has() { grep -qF "$1" <<<"$out" || { echo "expected: $1"; echo "got: $out"; exit 1; }; }
cat > bad.rs <<'RS'
use std::error::Error;
#[derive(Debug)]
struct AppError;
fn a() -> Result<u16, AppError> { Ok("x".parse::<u16>()?) }
fn b() -> Result<(), Box<dyn Error + Send + Sync>> { c()?; Ok(()) }
fn c() -> Result<(), Box<dyn Error>> { Err("x")? }
fn d() -> Result<u16, String> { Ok("x".parse::<u16>()?) }
fn e() -> Option<u16> { Some("x".parse::<u16>()?) }
fn main() { "x".parse::<u16>()?; }
RS
out=$(rustc --edition 2021 bad.rs 2>&1) && { echo "it compiles"; exit 1; }
has "error[E0277]: \`?\` couldn't convert the error to \`AppError\`"
has 'the trait `From<ParseIntError>` is not implemented for `AppError`'
has "error[E0277]: \`?\` couldn't convert the error to \`String\`"
has "error[E0277]: \`?\` couldn't convert the error: \`dyn std::error::Error: Send\` is not satisfied"
has 'the `?` operator can only be used on `Option`s, not `Result`s, in a function that returns `Option`'
has 'the `?` operator can only be used in a function that returns `Result` or `Option` (or another type that implements `FromResidual`)'
awk '/^```rust$/ {on = 1; next} /^```$/ {on = 0} on' "$here/question-mark-error-conversion.md" > good.rs
rustc --edition 2021 -D warnings good.rs 2> log || { cat log; exit 1; }
out=$(./good)
[ "$out" = $'io: entity not found\n8080' ] || { echo "printed: $out"; exit 1; }
