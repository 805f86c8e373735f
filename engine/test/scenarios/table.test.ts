import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const here = (name: string) => new URL(name, import.meta.url);
const README = readFileSync(here("./README.md"), "utf8");

test("every test that the table names is there", () => {
  const missing: string[] = [];
  let named = 0;
  for (const row of README.split("\n").filter((line) => line.startsWith("|"))) {
    let source = "";
    for (const [, file, name] of row.matchAll(/`([\w./-]+\.test\.ts)`|"([^"]+)"/g)) {
      if (file !== undefined) source = readFileSync(here(file), "utf8");
      if (name === undefined || source === "") continue;
      named += 1;
      if (!source.includes(`"${name}"`)) missing.push(name);
    }
  }
  expect(missing).toEqual([]);
  expect(named).toBeGreaterThan(100);
});

test("every scenario of this folder is in the table", () => {
  const files = [...new Set(Array.from(README.matchAll(/`([\w-]+\.test\.ts)`/g), ([, file]) => file as string))];
  const untold = files
    .filter((file) => file !== "table.test.ts")
    .flatMap((file) =>
      Array.from(readFileSync(here(`./${file}`), "utf8").matchAll(/^ *test(?:\.each\([\s\S]*?\))?\(\s*"([^"]+)"/gm)),
    )
    .map(([, name]) => name as string)
    .filter((name) => !README.includes(`"${name}"`));
  expect(untold).toEqual([]);
});
