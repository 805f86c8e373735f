import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { expect, test } from "vitest";
import type { KnownName } from "../document/known-names";
import { type AskMembers, completeNames } from "./completions";

const known: readonly KnownName[] = [
  {
    name: "input",
    detail: "object",
    isCertain: true,
    schema: { type: "object", properties: { sku: { type: "string" } } },
  },
];

async function completed(text: string, ask: AskMembers) {
  const context = new CompletionContext(EditorState.create({ doc: text }), text.length, false);
  const result = await completeNames(() => known, ask)(context);
  return result?.options.map(({ label, detail }) => `${label} ${detail}`);
}

test("after a dot stand the members that the checker gives, with their types", async () => {
  const asked: unknown[] = [];
  const ask: AskMembers = async (text, offset) => {
    asked.push([text, offset]);
    return [{ name: "trim", kind: "method", type: "(method) String.trim(): string" }];
  };
  expect(await completed("input.sku.tr", ask)).toEqual(["trim (): string"]);
  expect(asked).toEqual([["input.sku.tr", 10]]);
});

test("where it fails or knows nothing, what is known here", async () => {
  expect(await completed("input.", () => Promise.reject(new Error("away")))).toEqual(["sku string"]);
  expect(await completed("input.", async () => [])).toEqual(["sku string"]);
});

test("a name alone is not asked about", async () => {
  const ask: AskMembers = () => expect.fail("It was asked.");
  expect(await completed("inp", ask)).toEqual(["input object"]);
});
