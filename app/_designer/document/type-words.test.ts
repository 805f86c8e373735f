import { expect, test } from "vitest";
import { memberDetail, tagText, typedMember } from "./type-words";

test.each([
  ["text", "property", "(property) text: string", "string"],
  ["note", "property", "(property) note?: string | undefined", "string | undefined"],
  ["trim", "method", "(method) String.trim(): string", "(): string"],
  ["length", "property", "(property) Array<string>.length: number", "number"],
] as const)("beside %s stands its type alone", (name, kind, type, detail) => {
  expect(memberDetail({ name, kind, type })).toBe(detail);
});

test("a long type is cut", () => {
  const type = `(property) all: { ${"field: string; ".repeat(10)} }`;
  expect(memberDetail({ name: "all", kind: "property", type })).toMatch(/^\{ field: string; .{1,40}…$/);
});

test.each<[string, string | undefined]>([
  ["input.", ""],
  ["input.na", "na"],
  ["items[0]?.na", "na"],
  ["items.map((each) => each.na", "na"],
  ['"a".', ""],
  ["v1.", ""],
  ["1.", undefined],
  ["input", undefined],
  ["...", undefined],
])("what is typed of a member in %j", (text, typed) => {
  expect(typedMember(text)).toBe(typed);
});

test.each([
  ["number", "number"],
  ["string | undefined", "string | undefined"],
  ["{ total: number; tags: string[]; }", "{ total, tags }"],
  ["{ at?: { x: number; y: number; }; go: (a: string) => void; }[]", "{ at, go }[]"],
  ["{ ok: true; value: number; } | { ok: false; error: Failure; }", "{ ok: true; value: number; …"],
  ['{ "a-b": number; }', '{ "a-b": number; }'],
  ["Record<string, any>", "Record<string, any>"],
])("a tag says of %s: %s", (type, tag) => expect(tagText(type)).toBe(tag));
