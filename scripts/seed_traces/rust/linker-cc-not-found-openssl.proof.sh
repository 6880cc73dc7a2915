# needs: rust
set -u
echo 'fn main() { println!("ok"); }' > a.rs
rustc=$(rustc --print sysroot)/bin/rustc
mkdir empty
out=$(PATH=$PWD/empty "$rustc" a.rs 2>&1) && { echo "linked without cc"; exit 1; }
grep -qF 'error: linker `cc` not found' <<<"$out" || { echo "other message: $out"; exit 1; }
grep -qF '= note: No such file or directory (os error 2)' <<<"$out" || { echo "other note: $out"; exit 1; }
"$rustc" a.rs && [ "$(./a)" = ok ] || { echo "fails with cc too"; exit 1; }
# a library without its development package is another message
out=$("$rustc" a.rs -l no-such-lib 2>&1)
grep -qF 'linking with `cc` failed: exit status: 1' <<<"$out" || { echo "missing library: $out"; exit 1; }
grep -qE '(cannot find|unable to find library) -lno-such-lib' <<<"$out" || { echo "missing library: $out"; exit 1; }
# the cure for a cross build: the linker named in the configuration
mkdir -p app/src app/.cargo bin && mv a.rs app/src/main.rs
printf '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n' > app/Cargo.toml
ln -s "$(command -v cc)" bin/my-linker
printf '[target.%s]\nlinker = "%s/bin/my-linker"\n' "$("$rustc" -vV | sed -n 's/^host: //p')" "$PWD" > app/.cargo/config.toml
(cd app && cargo build --offline -v 2>&1) | grep -q 'linker=.*/bin/my-linker' || { echo "target.linker is not used"; exit 1; }
out=$(cd app && cargo tree --offline -i openssl-sys 2>&1)
grep -q 'did not match any packages' <<<"$out" || { echo "cargo tree: $out"; exit 1; }
