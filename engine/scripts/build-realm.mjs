// Bundles what runs inside the locked realm (SES, then the orchestration runtime) into one script:
// engine/dist/realm-bundle.js. The engine reads that file as text and evaluates it in a context of its
// own; it is not a module for anybody to import.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const inside = fileURLToPath(new URL("../src/host/realm/inside/", import.meta.url));
export const REALM_BUNDLE = fileURLToPath(new URL("../dist/realm-bundle.js", import.meta.url));

/**
 * JSONata's library evaluates in async functions, though nothing in it waits unless somebody gives it a function that
 * does. In the realm nobody can wait for a promise, so there its functions are plain ones. The library's own tests of
 * promises (`isPromise`) then never hold.
 */
export const jsonataAtOnce = {
  name: "jsonata-at-once",
  setup(build) {
    build.onLoad({ filter: /[\\/]jsonata[\\/]jsonata\.js$/ }, async ({ path: file }) => {
      const text = await readFile(file, "utf8");
      const contents = text
        .replaceAll(/\basync (?=function\b|\()/g, "")
        .replaceAll(/\bawait (?=[\w(])/g, "")
        .replaceAll("Promise.all(", "(");
      if (/^(?!\s*(?:\/\/|\*)).*\b(?:async|await)\s+[\w(]/m.test(contents))
        throw new Error(
          "JSONata's library has changed: something in it still waits. See engine/scripts/build-realm.mjs.",
        );
      return { contents, loader: "js" };
    });
  },
};

/** Gives the script's text. SES comes first; then what must be bounded is, and the realm is locked before any other code is evaluated. */
export async function bundleRealm() {
  const result = await build({
    stdin: {
      contents: 'import "ses";\nimport "./bounds.ts";\nimport "./lock.ts";\nexport { cross } from "./realm-main.ts";\n',
      resolveDir: inside,
      sourcefile: "realm-entry.ts",
      loader: "ts",
    },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "dacapoRealm",
    platform: "neutral",
    // The realm has nothing of Node's: of a library with two builds it takes the one for browsers.
    conditions: ["browser"],
    plugins: [jsonataAtOnce],
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
