// Plants one violation of every rule that keeps the layers apart, and fails if the linter lets it pass.
// A rule that no longer bites would otherwise look exactly like a rule that everybody keeps.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const NAME = "planted-violation.ts";

/** [folder, code, the rule that must refuse it] */
const violations = [
  ["engine/src/model", 'import { step } from "../partition/step.js";\nexport const a = step;\n', "noRestrictedImports"],
  [
    "engine/src/orchestration",
    'import { check } from "../compiler/check.js";\nexport const a = check;\n',
    "noRestrictedImports",
  ],
  ["engine/src/partition", 'import fs from "node:fs";\nexport const a = fs;\n', "noRestrictedImports"],
  [
    "engine/src/partition/handlers",
    'import { spans } from "../../timeline/spans.js";\nexport const a = spans;\n',
    "noRestrictedImports",
  ],
  [
    "engine/src/compiler",
    'import { spans } from "../timeline/spans.js";\nexport const a = spans;\n',
    "noRestrictedImports",
  ],
  [
    "engine/src/timeline",
    'import { check } from "../compiler/check.js";\nexport const a = check;\n',
    "noRestrictedImports",
  ],
  [
    "engine/src/storage",
    'import { openHub } from "../host/open-hub.js";\nexport const a = openHub;\n',
    "noRestrictedImports",
  ],
  [
    "engine/src/transport",
    'import { fileLog } from "../storage/log.js";\nexport const a = fileLog;\n',
    "noRestrictedImports",
  ],
  ["engine/src/partition", "export const a = Date.now();\n", "plugin"],
  ["engine/src/orchestration", "export const a = new Date();\n", "plugin"],
  ["engine/src/compiler", "export const a = Math.random();\n", "plugin"],
  ["app/_designer/document", 'import { useState } from "react";\nexport const a = useState;\n', "noRestrictedImports"],
  ["app/_timeline/layout", "export const a = new Date();\n", "plugin"],
  ["app/_ui", 'import { check } from "@dacapo/engine/compiler";\nexport const a = check;\n', "noRestrictedImports"],
  ["app/_designer/canvas", 'import { env } from "@/app/_server/env";\nexport const a = env;\n', "noRestrictedImports"],
  ["app/_run", 'import { openHub } from "@dacapo/engine";\nexport const a = openHub;\n', "noRestrictedImports"],
  [
    "app/_server/use-cases",
    'import { PrismaClient } from "@/generated/sqlite/client";\nexport const a = PrismaClient;\n',
    "noRestrictedImports",
  ],
];

const lint = (file) =>
  spawnSync(process.execPath, [path.join(root, "node_modules/@biomejs/biome/bin/biome"), "lint", file], {
    cwd: root,
    encoding: "utf8",
  });

/** Lints the code as if it were a file of the folder; the file exists for that moment alone. */
function outputFor(folder, code) {
  const file = path.join(root, folder, NAME);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, code);
  try {
    const run = lint(file);
    return { refused: run.status !== 0, text: run.stdout + run.stderr };
  } finally {
    rmSync(file);
  }
}

const missed = violations.filter(([folder, code, rule]) => {
  const { refused, text } = outputFor(folder, code);
  return !(refused && text.includes(rule));
});

/** A cycle needs two files. */
function cycleIsRefused() {
  const folder = path.join(root, "engine/src/model");
  const other = path.join(folder, "planted-cycle.ts");
  writeFileSync(other, `import { a } from "./planted-violation.js";\nexport const b = () => a;\n`);
  try {
    const { refused, text } = outputFor(
      "engine/src/model",
      `import { b } from "./planted-cycle.js";\nexport const a = () => b;\n`,
    );
    return refused && text.includes("noImportCycles");
  } finally {
    rmSync(other);
  }
}
if (!cycleIsRefused()) missed.push(["engine/src/model", "a cycle of two files", "noImportCycles"]);

for (const [folder, code, rule] of missed) {
  console.error(`lint rule ${rule} does not refuse this in ${folder}: ${code.trim()}`);
}
console.log(
  `layer rules: ${violations.length + 1 - missed.length} planted violations refused, ${missed.length} let through`,
);
process.exit(missed.length === 0 ? 0 : 1);
