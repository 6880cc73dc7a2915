# needs: node npm:typescript@7.0.2
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
cat > tsconfig.json <<'JSON'
{"compilerOptions": {"strict": true, "target": "es2022", "module": "nodenext", "outDir": "out", "rootDir": ".",
  "lib": ["es2023", "dom"], "types": [], "skipLibCheck": true}, "include": ["*.ts"]}
JSON
echo '{"type": "module"}' > package.json
tsc() { node_modules/.bin/tsc -p . --pretty false; }
expect() { grep -qF "$1" log || { echo "differs: no '$1' in"; cat log; exit 1; }; }

mkdir -p app/node_modules/legacy app/src/types && cd app
ln -s ../../node_modules/.bin node_modules/.bin
echo '{"name": "legacy", "version": "1.0.0", "main": "i.js"}' > node_modules/legacy/package.json
echo 'exports.connect = async () => {};' > node_modules/legacy/i.js
echo '{}' > package.json
sed 's/"include": \["\*.ts"\]/"include": ["src"]/' ../tsconfig.json > tsconfig.json
echo 'import { connect } from "legacy"; connect("url");' > src/main.ts
tsc > log && { echo "differs: broken code compiles"; exit 1; }
expect "error TS7016: Could not find a declaration file for module 'legacy'."
expect 'Try `npm i --save-dev @types/legacy` if it exists or add a new declaration (.d.ts) file containing `declare module '"'legacy'"';`'
block typescript 0 > src/types/legacy.d.ts
tsc > log || { echo "differs: the declaration does not help"; cat log; exit 1; }
echo 'import { connect } from "legacy"; connect(1);' > src/main.ts
tsc > log && { echo "differs: the types are not used"; exit 1; }
expect "is not assignable to parameter of type 'string'"
# the variant: types exist, exports hides them; the way out is paths
rm src/types/legacy.d.ts
echo '{"type": "module"}' > package.json
echo '{"name": "legacy", "version": "1.0.0", "exports": {".": {"default": "./i.js"}}, "types": "index.d.ts"}' > node_modules/legacy/package.json
echo 'export declare function connect(url: string): Promise<void>;' > node_modules/legacy/index.d.ts
echo 'import { connect } from "legacy"; connect("url");' > src/main.ts
tsc > log && { echo "differs: the variant compiles"; exit 1; }
expect 'but this result could not be resolved when respecting package.json "exports". The '"'legacy'"' library may need to update its package.json or typings.'
sed -i 's#"compilerOptions": {#&"paths": {"legacy": ["./node_modules/legacy/index.d.ts"]}, #' tsconfig.json
tsc > log || { echo "differs: paths does not help"; cat log; exit 1; }
