import { type GraphNode, graphSchema, type Layout } from "@dacapo/engine/compiler";
import { describe, expect, test } from "vitest";
import { lacksPlaces, withMissingPlaces } from "./missing-places";

const nodes = [
  { id: "start", name: "start", type: "start", config: {} },
  { id: "attempt", name: "attempt", type: "try", config: {} },
  { id: "wait", name: "wait", type: "delay", parent: "attempt", config: { durationMs: { literal: 1 } } },
  { id: "note", name: "note", type: "note", config: { text: "Mind." } },
] as readonly Partial<GraphNode>[];
const graph = graphSchema.parse({ formatVersion: 1, name: "x", nodes, edges: [] });
const found: Layout = {
  start: { x: 0, y: 40 },
  attempt: { x: 120, y: 0, width: 400, height: 200 },
  wait: { x: 24, y: 56 },
};

describe("places that are missing", () => {
  test("are all of them for a graph that a program made", () => {
    expect(lacksPlaces({ graph, layout: {} })).toBe(true);
    expect(withMissingPlaces({ graph, layout: {} }, found)).toEqual(found);
  });

  test("are none where all but notes have one: nothing moves", () => {
    expect(lacksPlaces({ graph, layout: found })).toBe(false);
    expect(withMissingPlaces({ graph, layout: found }, {})).toEqual(found);
  });

  test("are found on their own level; what is placed around stays, and holds them", () => {
    const layout = { start: { x: 96, y: 160 }, attempt: { x: 360, y: 160, width: 240, height: 300 } };
    expect(withMissingPlaces({ graph, layout }, found)).toEqual({
      start: { x: 96, y: 160 },
      attempt: { x: 360, y: 160, width: 400, height: 300 },
      wait: { x: 24, y: 56 },
    });
  });
});
