# needs: node npm:tailwindcss@4.3.5 npm:@tailwindcss/cli@4.3.5
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
mkdir -p app packages/ui
printf '@import "tailwindcss" source(none);\n@source "./app";\n' > in.css
css() { node_modules/.bin/tailwindcss -i in.css -o out.css 2> log || { cat log; exit 1; }; }
has() { grep -qF "$1 {" out.css || { echo "differs: no rule $1"; exit 1; }; }
hasnot() { ! grep -qF "$1 {" out.css || { echo "differs: rule $1 is there"; exit 1; }; }
echo 'export const B = ({ color }) => <p className={`bg-${color}-600`} />;' > app/broken.jsx
css
hasnot .bg-red-600
block tsx 0 > app/badge.tsx
block tsx 1 > app/bar.tsx
css
has .bg-red-600
has .bg-blue-600
has '.w-\(--percent\)'
hasnot .bg-red-500
# a package that is not scanned, and classes from data
echo '<i class="mt-7">' > packages/ui/i.html
css
hasnot .mt-7
printf '@source "./packages/ui";\n' >> in.css
block text 2 >> in.css
css
has .mt-7
has .bg-red-500
grep -qF '.hover\:bg-blue-500:hover' out.css || { echo "differs: no hover rule"; exit 1; }
