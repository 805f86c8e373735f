import type { Graph, Layout } from "@dacapo/engine/compiler";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CARD_FRAME, thumbnailOf } from "./thumbnail";

const graph: Graph = {
  formatVersion: 1,
  name: "picture",
  nodes: [
    { id: "s", name: "start", type: "start", config: {} },
    { id: "inner", name: "inner", type: "delay", parent: "loop", config: { durationMs: { literal: 1 } } },
    { id: "loop", name: "loop", type: "forEach", config: { items: "input.items", itemName: "item" } },
  ],
  edges: [
    { id: "e1", from: "s", port: "out", to: "loop" },
    { id: "e2", from: "loop", port: "out", to: "gone" },
  ],
};
const layout: Layout = {
  s: { x: 0, y: 100 },
  loop: { x: 120, y: 0, width: 400, height: 200 },
  inner: { x: 40, y: 60 },
};

describe("thumbnailOf", () => {
  it("draws containers first, so that what lies in them is seen", () => {
    expect(thumbnailOf(graph, layout).boxes.map((box) => [box.id, box.shape])).toEqual([
      ["loop", "loop"],
      ["s", "terminal"],
      ["inner", "node"],
    ]);
  });

  it("places what lies in a container relative to it", () => {
    const boxes = new Map(thumbnailOf(graph, layout).boxes.map((box) => [box.id, box]));
    const loop = boxes.get("loop");
    const inner = boxes.get("inner");
    expect(inner?.x).toBeGreaterThan(loop?.x ?? Number.NaN);
    expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThan((loop?.x ?? 0) + (loop?.width ?? 0));
  });

  it("leaves out an edge into nowhere", () => {
    expect(thumbnailOf(graph, layout).wires.map((wire) => wire.id)).toEqual(["e1"]);
  });

  it("keeps every box inside the frame, wherever the author put it", () => {
    const coordinate = fc.integer({ min: -5_000, max: 5_000 });
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, (sx, sy, lx, ly) => {
        const moved = { ...layout, s: { x: sx, y: sy }, loop: { x: lx, y: ly, width: 400, height: 200 } };
        for (const box of thumbnailOf(graph, moved).boxes) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.y).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(CARD_FRAME.width + 0.2);
          expect(box.y + box.height).toBeLessThanOrEqual(CARD_FRAME.height + 0.2);
        }
      }),
    );
  });

  it("draws an empty graph as nothing", () => {
    expect(thumbnailOf({ ...graph, nodes: [], edges: [] }, {})).toEqual({ boxes: [], wires: [] });
  });
});
