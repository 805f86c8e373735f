// Plants one violation of every rule that keeps the layers apart, and fails if the linter lets it pass.
// A rule that no longer bites would otherwise look exactly like a rule that everybody keeps.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

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
  [
    "engine/chaos/audit",
    'import { canonicalJson } from "@dacapo/engine";\nexport const a = canonicalJson;\n',
    "noRestrictedImports",
  ],
  ["engine/src/partition", "export const a = Date.now();\n", "plugin"],
  ["engine/src/orchestration", "export const a = new Date();\n", "plugin"],
  ["engine/src/compiler", "export const a = Math.random();\n", "plugin"],
  ["app/_designer/document", 'import { useState } from "react";\nexport const a = useState;\n', "noRestrictedImports"],
  ["app/_timeline/layout", "export const a = new Date();\n", "plugin"],
  ["app/_ui", 'import { check } from "@dacapo/engine/compiler";\nexport const a = check;\n', "noRestrictedImports"],
  ["app/_designer/canvas", 'import { env } from "@/app/_server/env";\nexport const a = env;\n', "noRestrictedImports"],
  ["app/_engine/figures", 'import { useState } from "react";\nexport const a = useState;\n', "noRestrictedImports"],
  ["app/_engine/figures", "export const a = Date.now();\n", "plugin"],
  ["app/_engine/view", 'import { env } from "@/app/_server/env";\nexport const a = env;\n', "noRestrictedImports"],
  ["app/_run", 'import { openHub } from "@dacapo/engine";\nexport const a = openHub;\n', "noRestrictedImports"],
  [
    "app/_server/use-cases",
    'import { PrismaClient } from "@/generated/sqlite/client";\nexport const a = PrismaClient;\n',
    "noRestrictedImports",
  ],
];

/** A cycle needs two files; either end of it may be named. */
const cycle = [
  ["engine/src/model/planted-cycle-a.ts", 'import { b } from "./planted-cycle-b.js";\nexport const a = () => b;\n'],
  ["engine/src/model/planted-cycle-b.ts", 'import { a } from "./planted-cycle-a.js";\nexport const b = () => a;\n'],
];

const planted = [
  ...violations.map(([folder, code, rule], index) => ({ file: `${folder}/planted-violation-${index}.ts`, code, rule })),
  ...cycle.map(([file, code]) => ({ file, code, rule: "noImportCycles" })),
];

/** Lints the planted files where their folders' rules hold; they exist for that moment alone. */
function diagnosticsOfPlanted() {
  const written = [];
  try {
    for (const { file, code } of planted) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), code);
      written.push(file);
    }
    const biome = path.join(root, "node_modules/@biomejs/biome/bin/biome");
    const args = [biome, "lint", "--reporter=json", "--max-diagnostics=none", ...written];
    const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    return JSON.parse(stdout).diagnostics;
  } finally {
    for (const file of written) rmSync(path.join(root, file));
  }
}

const diagnostics = diagnosticsOfPlanted();
const isRefused = ({ file, rule }) =>
  diagnostics.some(({ category, location }) => category.endsWith(rule) && JSON.stringify(location).includes(file));
const missed = planted.filter((each) => !isRefused(each));
for (const { file, code, rule } of missed) {
  console.error(`lint rule ${rule} does not refuse this as ${file}: ${code.trim()}`);
}
console.log(`layer rules: ${planted.length - missed.length} planted violations refused, ${missed.length} let through`);
process.exit(missed.length === 0 ? 0 : 1);
