import { describe, expect, test } from "vitest";
import type { ImportedDrawing } from "@/app/_server/api-types";
import { differencesOf, summaryOf } from "./import-summary";

const state = (name: string, notes: readonly string[]): ImportedDrawing["states"][number] => ({
  state: name,
  type: "Task",
  path: `States.${name}`,
  verdict: notes.length === 0 ? "mapped" : "approximated",
  nodes: [name],
  notes,
});
const drawing = (states: ImportedDrawing["states"]): ImportedDrawing => ({
  format: "stepFunctions",
  graph: { formatVersion: 1, name: "m", nodes: [{ id: "start", name: "start", type: "start", config: {} }], edges: [] },
  layout: {},
  states,
  notes: [],
});

describe("what an import came to", () => {
  test("is said in a sentence", () => {
    expect(summaryOf(drawing([state("A", [])]))).toBe(
      "1 state of Step Functions became 1 node. All do here what they did there.",
    );
    expect(summaryOf(drawing([state("A", []), state("B", ["x"])]))).toBe(
      "2 states of Step Functions became 1 node. 1 do here what they did there; of 1 something differs.",
    );
  });

  test("a difference is told once, with all the states that it is true of", () => {
    expect(differencesOf(drawing([state("A", ["x"]), state("B", ["y", "x"])]))).toEqual([
      { note: "x", states: ["A", "B"] },
      { note: "y", states: ["B"] },
    ]);
  });
});
