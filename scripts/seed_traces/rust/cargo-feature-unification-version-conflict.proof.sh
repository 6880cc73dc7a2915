# needs: rust
set -u
here=$(dirname "$0")
mkdir -p money1/src money2/src billing/src app/src
for v in 1.4.0 2.0.0; do
  d=money${v%%.*}
  printf '[package]\nname = "money"\nversion = "%s"\nedition = "2021"\n[features]\ndefault = ["eur"]\neur = []\n' $v > $d/Cargo.toml
  printf 'pub struct Amount(pub u64);\npub trait Show { fn show(&self) {} }\nimpl Show for Amount {}\n' > $d/src/lib.rs
done
printf '[package]\nname = "billing"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nmoney = { path = "../money1" }\n' > billing/Cargo.toml
printf 'pub fn charge(a: money::Amount) -> u64 { a.0 }\npub fn show<T: money::Show>(_: T) {}\n' > billing/src/lib.rs
manifest() { printf '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nbilling = { path = "../billing" }\n%s\n' "$1" > Cargo.toml; rm -f Cargo.lock; }
has() { grep -qF "$1" <<<"$out" || { echo "expected: $1"; echo "got: $out"; exit 1; }; }
cd app || exit 1
manifest 'money = { path = "../money2" }'
echo 'fn main() { billing::charge(money::Amount(1)); billing::show(money::Amount(2)); }' > src/main.rs
out=$(cargo check --offline 2>&1) && { echo "it compiles"; exit 1; }
has 'error[E0308]: mismatched types'
has 'expected `money::Amount`, found `Amount`'
has 'note: there are multiple different versions of crate `money` in the dependency graph'
has 'error[E0277]: the trait bound `Amount: money::Show` is not satisfied'
out=$(cargo tree -d --offline); has 'money v1.4.0'; has 'money v2.0.0'
out=$(cargo tree --offline -i money@1.4.0); has 'billing v0.1.0'
manifest 'money = { path = "../money1", default-features = false }'
out=$(cargo check --offline 2>&1) || { echo "one version: $out"; exit 1; }
out=$(cargo tree -d --offline 2>&1); grep -q 'money v' <<<"$out" && { echo "still doubled: $out"; exit 1; }
out=$(cargo tree --offline -e features -i money@1.4.0); has 'money feature "eur"'
manifest ''
sed -i '1i pub use money;' ../billing/src/lib.rs
echo 'fn main() { billing::charge(billing::money::Amount(1)); }' > src/main.rs
out=$(cargo check --offline 2>&1) || { echo "re-export: $out"; exit 1; }
manifest $'money = { path = "../money2" }\nmoney-v1 = { package = "money", path = "../money1" }'
{ awk '/^```rust$/ {on = 1; next} /^```$/ {on = 0} on' "$here/cargo-feature-unification-version-conflict.md"; echo 'fn main() { println!("{}", billing::charge(to_v1(money::Amount(7)))); }'; } > src/main.rs
out=$(cargo run --offline 2>&1); has 7
