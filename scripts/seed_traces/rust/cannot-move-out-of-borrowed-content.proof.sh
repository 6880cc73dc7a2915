# needs: rust
set -u
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
cat > bad.rs <<'EOF_BAD'
struct User { name: String, nick: Option<String> }
fn f(u: &User) -> String { u.name }
fn g(v: &Vec<String>) -> String { v[0] }
fn h(u: &User) { let _x = *u; }
fn i(u: &mut User) -> Option<String> { u.nick }
fn k(u: std::sync::Arc<User>) -> String { u.name }
fn m(u: &User) { match u.nick { Some(n) => drop(n), None => {} } }
fn main() {}
EOF_BAD
out=$(rustc --edition 2021 bad.rs 2>&1) && fail "it compiles"
has "$out" 'error[E0507]: cannot move out of `u.name` which is behind a shared reference'
has "$out" 'cannot move out of `*u` which is behind a shared reference'
has "$out" 'cannot move out of `u.nick` which is behind a mutable reference'
has "$out" 'cannot move out of index of `Vec<String>`'
has "$out" 'cannot move out of an `Arc`'
has "$out" 'as enum variant `Some` which is behind a shared reference'
cat > good0.rs <<'EOF_GOOD0'
#[derive(Default)]
struct User {
    name: String,
    nick: Option<String>,
    tags: Vec<String>,
    worker: Option<std::thread::JoinHandle<()>>,
}

impl User {
    fn name(&self) -> &str {
        &self.name
    }

    fn shown(&self) -> &str {
        self.nick.as_deref().unwrap_or(&self.name)
    }

    fn drain_tags(&mut self) -> Vec<String> {
        std::mem::take(&mut self.tags)
    }

    fn into_name(self) -> String {
        self.name
    }

    // JoinHandle::join and channel senders want ownership: keep them in an Option
    fn stop(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.join().expect("worker panicked");
        }
    }
}

fn main() {
    let mut user = User { name: "Ada".into(), tags: vec!["x".into()], ..Default::default() };
    println!("{} {}", user.name(), user.shown());
    println!("{:?}", user.drain_tags());
    user.stop();
    println!("{}", user.into_name());
}
EOF_GOOD0
rustc --edition 2021 -A warnings good0.rs || fail "good0 does not compile"
./good0 > out0 || fail "good0 fails"
