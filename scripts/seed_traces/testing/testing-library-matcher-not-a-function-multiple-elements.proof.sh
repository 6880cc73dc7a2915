# needs: node npm:vitest@4.1.12 npm:jsdom@29.1.1 npm:react@19.3.1 npm:react-dom@19.3.1 npm:@testing-library/react@16.3.3 npm:@testing-library/dom@10.4.2 npm:@testing-library/jest-dom@7.0.1
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
vitest() { NO_COLOR=1 node_modules/.bin/vitest run --root . "$@" > log 2>&1; }
expect() { grep -qF "$1" log || { echo "differs: no '$1' in"; cat log; exit 1; }; }
block tsx 0 > many.test.tsx
cat > clean.test.tsx <<'TSX'
import { render, screen } from "@testing-library/react";
import { test } from "vitest";
test("one", () => { render(<button>Save</button>); });
test("two", () => { render(<button>Save</button>); screen.getByRole("button", { name: "Save" }); });
TSX
echo 'import "@testing-library/jest-dom"; import { expect, test } from "vitest"; test("x", () => { expect(document.body).toBeInTheDocument(); });' > entry.test.tsx
vitest --environment jsdom && { echo "differs: works without setup"; exit 1; }
expect "Error: Invalid Chai property: toBeInTheDocument"
expect 'TestingLibraryElementError: Found multiple elements with the role "button" and name "Save"'
expect '(If this is intentional, then use the `*AllBy*` variant of the query (like `queryAllByText`, `getAllByText`, or `findAllByText`)).'
expect "ReferenceError: expect is not defined"
rm entry.test.tsx
block typescript 0 > vitest.setup.ts
block typescript 1 > vitest.config.ts
vitest || { echo "differs: the solution fails"; cat log; exit 1; }
