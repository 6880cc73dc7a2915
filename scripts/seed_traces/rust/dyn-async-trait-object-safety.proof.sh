# needs: rust
set -u
here=$(dirname "$0")
has() { grep -qF "$1" <<<"$out" || { echo "expected: $1"; echo "got: $out"; exit 1; }; }
cat > bad.rs <<'RS'
#![allow(async_fn_in_trait)]
trait Store { async fn get(&self, k: &str) -> Option<String>; }
trait Other { fn put<T>(&self, t: T); fn dup(&self) -> Self; }
fn generic<S: Store>(_: S) {}
fn main() { let _: Option<Box<dyn Store>> = None; let _: Option<Box<dyn Other>> = None; }
RS
out=$(rustc --edition 2021 bad.rs 2>&1) && { echo "it compiles"; exit 1; }
has 'error[E0038]: the trait `Store` is not dyn compatible'
has '...because method `get` is `async`'
has '...because method `put` has generic type parameters'
has '...because method `dup` references the `Self` type in its return type'
awk '/^```rust$/ {k++; if (k == 1) {on = 1; next}} /^```$/ {on = 0} on' "$here/dyn-async-trait-object-safety.md" > good.rs
cat >> good.rs <<'RS'
fn assert_dyn(_: &dyn Store) {}
fn assert_send<T: Send>(t: T) -> T { t }

pub trait Native { fn get(&self, key: &str) -> impl Future<Output = Option<String>> + Send; }
impl Native for Memory { async fn get(&self, key: &str) -> Option<String> { self.0.get(key).cloned() } }

fn main() {
    let memory = Memory(HashMap::from([("name".to_string(), "ann".to_string())]));
    assert_dyn(&memory);
    println!("{:?}", memory.typed::<u8>("7"));
    drop(assert_send(Native::get(&memory, "name")));
    let app = App { store: Arc::new(memory) };
    let mut future = Box::pin(assert_send(app.name()));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    println!("{:?}", future.as_mut().poll(&mut context));
}
RS
rustc --edition 2021 -D warnings good.rs 2> log || { cat log; exit 1; }
out=$(./good)
[ "$out" = $'Some(7)\nReady("ann")' ] || { echo "printed: $out"; exit 1; }
