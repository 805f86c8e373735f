import { describe, expect, test } from "vitest";
import { importDefinition } from "./import-definition.js";
import { parseDefinition } from "./parse.js";
import { type Region, structureOf } from "./structure.js";

/** `A > B C` for a state A that leads to B and C; one that leads nowhere is an end. */
function machine(ways: string) {
  const states = ways.split(";").map((way): readonly [string, unknown] => {
    const [name = "", targets = ""] = way.split(">").map((part) => part.trim());
    const [last, ...others] = targets
      .split(" ")
      .filter((each) => each !== "")
      .reverse();
    if (last === undefined) return [name, { Type: "Succeed" }];
    if (others.length === 0) return [name, { Type: "Pass", Next: last }];
    const choices = others.reverse().map((next, index) => ({ Variable: "$.v", NumericEquals: index, Next: next }));
    return [name, { Type: "Choice", Choices: choices, Default: last }];
  });
  return { StartAt: states[0]?.[0], States: Object.fromEntries(states) };
}

/** `A (B C) D`: loops in parentheses. */
const shown = ({ units }: Region): string =>
  units.map((unit) => (unit.kind === "state" ? unit.name : `(${shown(unit.body)})`)).join(" ");

function structure(ways: string) {
  const parsed = parseDefinition(machine(ways));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return structureOf(parsed.machine);
}

describe("loops are found", () => {
  test.each([
    ["A > B; B > C; C", "A B C"],
    ["A > B C; B > D; C > D; D", "A C B D"],
    ["A > A B; B", "(A) B"],
    ["A > B; B > C D; C > B; D", "A (B C) D"],
    ["A > B; B > C; C > D E; D > B A; E", "(A (B C D)) E"],
    ["A > B; B > C E; C > D B; D > C; E", "A (B (C D)) E"],
  ])("%s", (ways, expected) => {
    const structured = structure(ways);
    const found = structured.ok ? shown(structured.region) : "tangled";
    expect(found).toBe(expected);
  });

  test("one that is entered at two places is refused with its states", () => {
    expect(structure("A > B C; B > C; C > B D; D")).toEqual({
      ok: false,
      tangle: { states: expect.arrayContaining(["B", "C"]), entries: expect.arrayContaining(["B", "C"]) },
    });
    const imported = importDefinition(machine("A > B C; B > C; C > B D; D"), "tangled");
    expect(imported.ok ? undefined : imported.refusal).toMatchObject({
      kind: "refused",
      problems: [{ path: "States", message: expect.stringMatching(/"B".*"C".*entered at/) }],
    });
  });
});
