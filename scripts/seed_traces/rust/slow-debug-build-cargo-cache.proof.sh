# needs: rust
set -u
here=$(dirname "$0")
mkdir -p app/src dep/src && cd app || exit 1
printf '[package]\nname = "dep"\nversion = "0.1.0"\nedition = "2021"\n' > ../dep/Cargo.toml
echo 'pub fn list() -> Vec<String> { vec!["x".to_string()] }' > ../dep/src/lib.rs
printf '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\ndep = { path = "../dep" }\n' > Cargo.toml
echo 'fn main() { println!("{:?}", dep::list()); }' > src/main.rs
build() { cargo build --offline 2>&1; }
out=$(build); grep -q 'Compiling dep' <<<"$out" || { echo "first build: $out"; exit 1; }
out=$(build); grep -q Compiling <<<"$out" && { echo "built again: $out"; exit 1; }
touch src/main.rs
out=$(build); grep -q 'Compiling dep' <<<"$out" && { echo "dependency built again: $out"; exit 1; }
out=$(RUSTFLAGS='-C debug-assertions=off' build); grep -q 'Compiling dep' <<<"$out" || { echo "RUSTFLAGS did not rebuild: $out"; exit 1; }
touch ../dep/src/lib.rs
out=$(CARGO_LOG=cargo::core::compiler::fingerprint=info build); grep -qi dirty <<<"$out" || { echo "no dirty line: $out"; exit 1; }
before=$(stat -c %s target/debug/app)
awk '/^```toml$/ {k++; if (k == 1) {on = 1; next}} /^```$/ {on = 0} on' "$here/slow-debug-build-cargo-cache.md" >> Cargo.toml
out=$(build) || { echo "the profile is refused: $out"; exit 1; }
[ "$(stat -c %s target/debug/app)" -lt "$before" ] || { echo "the binary did not shrink"; exit 1; }
cargo build --offline --timings > log 2>&1 && ls target/cargo-timings/cargo-timing.html > log || { echo "no timings: $(cat log)"; exit 1; }
cargo clean --offline -p app && cargo clean --offline --release || exit 1
