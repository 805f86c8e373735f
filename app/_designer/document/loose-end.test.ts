import { expect, test } from "vitest";
import { deleteSelection } from "./commands/delete-selection";
import type { WorkflowDocument } from "./document";
import { looseEnd } from "./loose-end";
import { sampleDocument } from "./test-documents";

const without = (document: WorkflowDocument, nodeIds: readonly string[]) =>
  deleteSelection(document, { nodeIds: new Set(nodeIds), edgeIds: new Set() });

test("a start alone is where the drawing goes on", () => {
  expect(looseEnd(without(sampleDocument(), ["n2", "n3", "n4", "n6"]))).toEqual({ nodeId: "n1", port: "out" });
});

test("what lies in a container is no loose end, and a return is none", () => {
  expect(looseEnd(sampleDocument())).toEqual({ nodeId: "n4", port: "out" });
});

test("an if that leads nowhere goes on at its first port", () => {
  expect(looseEnd(without(sampleDocument(), ["n4", "n6"]))).toEqual({ nodeId: "n3", port: "true" });
});

test("several loose ends are none: only the author knows which is meant", () => {
  expect(looseEnd(without(sampleDocument(), ["n3"]))).toBeUndefined();
});
