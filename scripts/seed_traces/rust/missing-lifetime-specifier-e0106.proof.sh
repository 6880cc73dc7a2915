# needs: rust
set -u
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
cat > bad.rs <<'EOF_BAD'
struct User { name: &str }
fn pick(a: &str, b: &str) -> &str { a }
fn now() -> &str { "x" }
fn main() {}
EOF_BAD
out=$(rustc --edition 2021 bad.rs 2>&1) && fail "it compiles"
has "$out" 'error[E0106]: missing lifetime specifier'
has "$out" 'expected named lifetime parameter'
has "$out" 'the signature does not say whether it is borrowed from `a` or `b`'
has "$out" 'there is no value for it to be borrowed from'
cat > good0.rs <<'EOF_GOOD0'
struct User {
    name: String,
}

impl User {
    fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

fn main() {
    let user = User::new("Ada");
    println!("{}", user.name);
}
EOF_GOOD0
rustc --edition 2021 -A warnings good0.rs || fail "good0 does not compile"
./good0 > out0 || fail "good0 fails"
cat > good1.rs <<'EOF_GOOD1'
struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    // 'a, not the lifetime of &mut self: the word outlives the parser
    fn next_word(&mut self) -> Option<&'a str> {
        let text = self.rest.trim_start();
        if text.is_empty() {
            return None;
        }
        let end = text.find(' ').unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        self.rest = rest;
        Some(word)
    }
}

fn main() {
    let mut words = Words { rest: "a bc" };
    assert_eq!((words.next_word(), words.next_word()), (Some("a"), Some("bc")));
}
EOF_GOOD1
rustc --edition 2021 -A warnings good1.rs || fail "good1 does not compile"
./good1 > out1 || fail "good1 fails"
cat > good2.rs <<'EOF_GOOD2'
fn longest<'a>(a: &'a str, b: &'a str) -> &'a str {
    if a.len() > b.len() { a } else { b }
}

fn strip<'a>(text: &'a str, prefix: &str) -> &'a str {
    text.strip_prefix(prefix).unwrap_or(text)
}

fn main() {
    println!("{} {}", longest("a", "bb"), strip("v1", "v"));
}
EOF_GOOD2
rustc --edition 2021 -A warnings good2.rs || fail "good2 does not compile"
./good2 > out2 || fail "good2 fails"
