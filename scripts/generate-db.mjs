import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Makes the two Prisma clients, `generated/sqlite` and `generated/postgresql`, from the one models
 * file. Prisma knows one provider per schema, so each header is put before the models in a file of
 * its own.
 */

export const DIALECTS = ["sqlite", "postgresql"];

const root = fileURLToPath(new URL("..", import.meta.url));

/** The whole schema of a dialect: its header, then the models. */
export function schemaText(dialect, prismaDir = join(root, "prisma")) {
  const header = readFileSync(join(prismaDir, `${dialect}.prisma`), "utf8");
  const models = readFileSync(join(prismaDir, "models.prisma"), "utf8");
  return `${header}\n${models}`;
}

function generate(dialect) {
  const schema = schemaText(dialect);
  const output = join(root, "generated", dialect);
  const stamp = join(output, "schema.made-from");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === schema) return;

  const temporaryDir = join(root, "generated", ".schema");
  mkdirSync(temporaryDir, { recursive: true });
  const file = join(temporaryDir, `${dialect}.prisma`);
  writeFileSync(file, schema.replace(`"../generated/${dialect}"`, `"../${dialect}"`));
  const prisma = join(dirname(createRequire(import.meta.url).resolve("prisma/package.json")), "build", "index.js");
  const result = spawnSync(process.execPath, [prisma, "generate", "--schema", file, "--no-hints"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" },
  });
  rmSync(temporaryDir, { recursive: true, force: true });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}${result.error?.message ?? ""}\n`);
    throw new Error(`The ${dialect} database client could not be made from prisma/models.prisma; see the lines above.`);
  }
  writeFileSync(stamp, schema);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const dialect of DIALECTS) generate(dialect);
}
