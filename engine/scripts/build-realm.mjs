// Bundles what runs inside the locked realm (SES, then the orchestration runtime) into one script:
// engine/dist/realm-bundle.js. The engine reads that file as text and evaluates it in a context of its
// own; it is not a module for anybody to import.
import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const inside = fileURLToPath(new URL("../src/host/realm/inside/", import.meta.url));
export const REALM_BUNDLE = fileURLToPath(new URL("../dist/realm-bundle.js", import.meta.url));

/** Gives the script's text. SES comes first and locks the realm before any of our code is evaluated. */
export async function bundleRealm() {
  const result = await build({
    stdin: {
      contents: 'import "ses";\nimport "./lock.ts";\nexport { cross } from "./realm-main.ts";\n',
      resolveDir: inside,
      sourcefile: "realm-entry.ts",
      loader: "ts",
    },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "dacapoRealm",
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2022",
    banner: { js: '"use strict";' },
    legalComments: "inline",
    logLevel: "warning",
  });
  return result.outputFiles[0].text;
}

/** Writes the script, in one step: who reads it meanwhile gets the old or the new one, whole. */
export async function buildRealm() {
  await mkdir(path.dirname(REALM_BUNDLE), { recursive: true });
  const partial = `${REALM_BUNDLE}.${process.pid}.partial`;
  await writeFile(partial, await bundleRealm());
  await rename(partial, REALM_BUNDLE);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildRealm();
