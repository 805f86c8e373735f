import { type GraphNode, graphSchema, type NodeType } from "@dacapo/engine/compiler";
import { describe, expect, it } from "vitest";
import { EMPTY_CATALOG, indexCatalog } from "./catalog-index";
import { connectNodes } from "./commands/connect-nodes";
import { dropNodes } from "./commands/drop-nodes";
import { nudgeNodes } from "./commands/move-nodes";
import { renameOwnName } from "./commands/rename-own-name";
import { resizeContainer } from "./commands/resize-container";
import { setNodeConfig } from "./commands/set-node-config";
import { setParent } from "./commands/set-parent";
import { setDisabled, setJoin } from "./commands/set-step-policy";
import { connectableTo, whyNotConnect } from "./connection-rules";
import { nodeById, type WorkflowDocument } from "./document";
import { faceOf } from "./face";
import { membersOf } from "./frames";
import { overlaps, positionOf, sizeOf } from "./geometry";
import { mapExpressions } from "./map-expressions";
import { NODE_TYPES } from "./node-types";
import { whyNotInside } from "./parent-rules";
import { type Place, placeNode } from "./placement";
import { sampleDocument } from "./test-documents";

const INDEX = indexCatalog(EMPTY_CATALOG);
const TYPES = Object.keys(NODE_TYPES) as NodeType[];

const nodeOf = (document: WorkflowDocument, id: string): GraphNode => {
  const node = nodeById(document.graph, id);
  if (node === undefined) throw new Error(`There is no node ${id}.`);
  return node;
};
const place = (document: WorkflowDocument, type: Exclude<NodeType, "activity">, at: Place) =>
  placeNode(document, { type }, at, INDEX);
const boxIn = (document: WorkflowDocument, id: string) => {
  const node = nodeOf(document, id);
  return { ...positionOf(node, document.layout), ...sizeOf(node, document.layout) };
};
const only = (document: WorkflowDocument, type: NodeType): GraphNode => {
  const found = document.graph.nodes.filter((node) => node.type === type);
  expect(found).toHaveLength(1);
  return found[0] as GraphNode;
};
const FREE: Place = { kind: "at", point: { x: 300, y: 700 } };

describe("every type of node", () => {
  it.each(TYPES)("%s is placed with settings that the schema takes, a face and a name", (type) => {
    const template = type === "activity" ? { type, activity: "text.split" } : { type };
    const { document, nodeId } = placeNode(sampleDocument(), template, { kind: "after", nodeId: "n2" }, INDEX);
    const node = nodeOf(document, nodeId);
    expect(node.type).toBe(type);
    expect(graphSchema.safeParse(document.graph).success).toBe(true);
    expect(faceOf(node, INDEX).typeTitle).toBe(NODE_TYPES[type].title);
    expect(node.name).toMatch(/^[a-z][A-Za-z0-9]*$/);
  });
});

describe("a try", () => {
  const { document, nodeId } = place(sampleDocument(), "try", { kind: "after", nodeId: "n2" });

  it("is placed with its catch in it, at its foot and as wide as it is", () => {
    const section = only(document, "catch");
    expect(section.parent).toBe(nodeId);
    const [outer, inner] = [boxIn(document, nodeId), boxIn(document, section.id)];
    expect(inner.x).toBeGreaterThan(0);
    expect(inner.x + inner.width).toBeLessThan(outer.width);
    expect(inner.y + inner.height).toBeLessThan(outer.height);
  });

  it("takes a finally below its catch, by a place in it as well", () => {
    const inBody = place(document, "set", { kind: "after", nodeId });
    expect(nodeOf(inBody.document, inBody.nodeId).parent).toBe(nodeId);
    const both = place(inBody.document, "finally", { kind: "after", nodeId: inBody.nodeId });
    expect(nodeOf(both.document, both.nodeId).parent).toBe(nodeId);
    const caught = boxIn(both.document, only(both.document, "catch").id);
    expect(boxIn(both.document, both.nodeId).y).toBeGreaterThanOrEqual(caught.y + caught.height);
  });

  it("makes room for its body above its sections, however large either gets", () => {
    let current = document;
    for (let count = 0; count < 4; count++) current = place(current, "forEach", { kind: "after", nodeId }).document;
    const section = only(current, "catch").id;
    for (let count = 0; count < 3; count++)
      current = place(current, "set", { kind: "after", nodeId: section }).document;
    const sectionBox = boxIn(current, section);
    for (const node of current.graph.nodes.filter((each) => each.parent === nodeId && each.id !== section))
      expect(overlaps(boxIn(current, node.id), sectionBox)).toBe(false);
    for (const node of current.graph.nodes.filter((each) => each.parent === section)) {
      const box = boxIn(current, node.id);
      expect(box.x + box.width).toBeLessThan(sectionBox.width);
      expect(box.y + box.height).toBeLessThan(sectionBox.height);
    }
    expect(sectionBox.y + sectionBox.height).toBeLessThan(boxIn(current, nodeId).height);
  });

  it("puts what follows beside it, and not below its sections", () => {
    let current = document;
    for (let count = 0; count < 3; count++) current = place(current, "set", { kind: "after", nodeId }).document;
    const [first] = current.graph.nodes.filter((node) => node.parent === nodeId && node.type === "set");
    const beside = place(current, "http", { kind: "after", nodeId: first?.id ?? "" });
    expect(boxIn(beside.document, beside.nodeId).y).toBeLessThan(boxIn(document, only(document, "catch").id).y + 120);
  });

  it("keeps its sections in place when they are dragged, nudged or it is resized", () => {
    const section = only(document, "catch").id;
    expect(dropNodes(document, new Map([[section, { x: 900, y: 900 }]])).layout[section]).toEqual(
      document.layout[section],
    );
    expect(nudgeNodes(document, new Set([section]), { x: 8, y: 8 })).toBe(document);
    const larger = resizeContainer(
      document,
      nodeId,
      { ...boxIn(document, nodeId), width: 800, height: 600 },
      new Map(),
    );
    const [outer, inner] = [boxIn(larger, nodeId), boxIn(larger, section)];
    expect(outer).toMatchObject({ width: 800, height: 600 });
    expect(inner.width).toBe(800 - 2 * inner.x);
    expect(inner.y + inner.height).toBe(600 - inner.x);
  });

  it("has one catch: a second one makes a try of its own, as does one on the bare canvas", () => {
    const second = place(document, "catch", { kind: "after", nodeId });
    expect(nodeOf(second.document, second.nodeId).parent).not.toBe(nodeId);
    const bare = place(sampleDocument(), "catch", FREE);
    expect(nodeOf(bare.document, nodeOf(bare.document, bare.nodeId).parent ?? "").type).toBe("try");
    only(bare.document, "catch");
    const section = only(document, "catch");
    expect(whyNotInside(document.graph, { ...section, id: "other" }, nodeOf(document, nodeId))).toContain("already");
    expect(whyNotInside(document.graph, section, nodeOf(document, "n4"))).toContain("belongs in a try");
    expect(setParent(document, section.id, undefined)).toBe(document);
  });
});

describe("a frame", () => {
  it("is put around what is selected, behind it, and moves it along", () => {
    const before = sampleDocument();
    const { document, nodeId } = place(before, "group", { kind: "around", nodeIds: new Set(["n2", "n3"]) });
    const frame = nodeOf(document, nodeId);
    expect(membersOf(document, frame).map((node) => node.id)).toEqual(["n2", "n3"]);
    const at = positionOf(frame, document.layout);
    const moved = dropNodes(document, new Map([[nodeId, { x: at.x + 80, y: at.y + 40 }]]));
    for (const id of ["n2", "n3"]) {
      const was = positionOf(nodeOf(before, id), before.layout);
      expect(positionOf(nodeOf(moved, id), moved.layout)).toEqual({ x: was.x + 80, y: was.y + 40 });
    }
    expect(moved.layout.n1).toEqual(before.layout.n1);
    const nudged = nudgeNodes(document, new Set([nodeId]), { x: 8, y: 0 });
    expect(nudged.layout.n2?.x).toBe((before.layout.n2?.x ?? 0) + 8);
  });

  it("moves what is dragged with it once", () => {
    const { document, nodeId } = place(sampleDocument(), "group", { kind: "around", nodeIds: new Set(["n2"]) });
    const at = positionOf(nodeOf(document, nodeId), document.layout);
    const own = positionOf(nodeOf(document, "n2"), document.layout);
    const both = new Map([
      [nodeId, { x: at.x + 80, y: at.y }],
      ["n2", { x: own.x + 80, y: own.y }],
    ]);
    expect(dropNodes(document, both).layout.n2).toMatchObject({ x: own.x + 80, y: own.y });
  });
});

describe("edges of failures and undoing", () => {
  const withUndo = place(sampleDocument(), "http", FREE);
  const undoId = withUndo.nodeId;
  const document = connectNodes(withUndo.document, { from: "n2", port: "undo", to: undoId });

  it("may leave where a node can fail, and lead where any edge may", () => {
    expect(whyNotConnect(document.graph, { from: "n2", port: "error", to: "n6" })).toBeUndefined();
    expect(whyNotConnect(document.graph, { from: "n3", port: "error", to: "n6" })).toContain("has no port");
  });

  it("give what undoes a node to that node alone", () => {
    expect(whyNotConnect(document.graph, { from: "n1", port: "out", to: undoId })).toContain("undoes stock");
    expect(whyNotConnect(document.graph, { from: undoId, port: "out", to: "n6" })).toContain("nothing comes after");
    expect(whyNotConnect(document.graph, { from: "n2", port: "undo", to: "n6" })).toContain("already has");
    const other = place(document, "http", FREE).document;
    expect(whyNotConnect(other.graph, { from: undoId, port: "undo", to: "n6" })).toContain("nothing comes after");
    expect(whyNotConnect(sampleDocument().graph, { from: "n2", port: "undo", to: "n6" })).toContain("edges of its own");
  });

  it("are offered to the keyboard as the rules allow", () => {
    for (const source of document.graph.nodes)
      for (const port of ["out", "error", "undo"]) {
        const allowed = document.graph.nodes.filter(
          (node) => whyNotConnect(document.graph, { from: source.id, port, to: node.id }) === undefined,
        );
        expect(connectableTo(document.graph, source.id, port)).toEqual(allowed);
      }
  });

  it("never lead to a section, a note or a frame", () => {
    for (const type of ["catch", "note", "group"] as const) {
      const placed = place(sampleDocument(), type, FREE);
      expect(whyNotConnect(placed.document.graph, { from: "n2", port: "out", to: placed.nodeId })).toBeDefined();
    }
  });
});

describe("settings", () => {
  it("take the edges of a port that goes with them", () => {
    const placed = place(sampleDocument(), "switch", { kind: "after", nodeId: "n2" });
    const node = nodeOf(placed.document, placed.nodeId);
    if (node.type !== "switch") throw new Error("no switch");
    const connected = connectNodes(placed.document, { from: node.id, port: "c1", to: "n6" });
    const without = setNodeConfig(connected, { ...node, config: { cases: [] } });
    expect(without.graph.edges.some((edge) => edge.from === node.id)).toBe(false);
    const relabelled = setNodeConfig(connected, {
      ...node,
      config: { cases: [{ id: "c1", label: "gift", condition: "true" }] },
    });
    expect(relabelled.graph.edges).toEqual(connected.graph.edges);
  });

  it("of when a node runs are for those that run", () => {
    const start = setDisabled(setJoin(sampleDocument(), "n1", { kind: "any" }), new Set(["n1"]), true);
    expect(start.graph).toEqual(sampleDocument().graph);
    const step = setDisabled(setJoin(sampleDocument(), "n6", { kind: "any" }), new Set(["n6"]), true);
    expect(nodeOf(step, "n6")).toMatchObject({ join: { kind: "any" }, disabled: true });
    const back = setDisabled(setJoin(step, "n6", undefined), new Set(["n6"]), false);
    expect(back.graph).toEqual(sampleDocument().graph);
  });

  it("follow a variable of a while into its body, its condition and its next values, not into its first ones", () => {
    const placed = place(sampleDocument(), "while", FREE);
    const inside = place(placed.document, "set", { kind: "after", nodeId: placed.nodeId });
    const loop = nodeOf(inside.document, placed.nodeId);
    const set = nodeOf(inside.document, inside.nodeId);
    if (loop.type !== "while" || set.type !== "set") throw new Error("not as placed");
    let document = setNodeConfig(inside.document, {
      ...loop,
      config: {
        condition: "round < 3",
        variables: [{ name: "round", initial: { expression: "round" }, next: "round + 1" }],
      },
    });
    document = setNodeConfig(document, {
      ...set,
      config: { fields: [{ name: "at", value: { expression: "round" } }] },
    });
    document = renameOwnName(document, loop.id, { kind: "variable", at: 0 }, "page");
    expect(nodeOf(document, loop.id)).toMatchObject({
      config: {
        condition: "page < 3",
        variables: [{ name: "page", initial: { expression: "round" }, next: "page + 1" }],
      },
    });
    expect(nodeOf(document, set.id)).toMatchObject({ config: { fields: [{ value: { expression: "page" } }] } });
  });

  it("have all their expressions found, in every type of node", () => {
    const marked = JSON.parse(JSON.stringify(EVERY_EXPRESSION)) as GraphNode[];
    for (const node of marked) {
      const text = JSON.stringify(mapExpressions(node, () => "seen"));
      expect(text).not.toContain("hidden");
      expect(mapExpressions(node, (expression) => expression)).toBe(node);
    }
  });
});

const value = { expression: "hidden" };
/** Nodes with an expression in every place that can hold one. */
const EVERY_EXPRESSION = [
  { type: "return", config: { value } },
  {
    type: "activity",
    config: { activity: "a", input: { a: value } },
    retry: { maxAttempts: 2, firstDelayMs: 1, retryIf: "hidden" },
  },
  { type: "http", config: { method: "GET", url: value, headers: { a: value }, query: { a: value }, body: value } },
  { type: "code", config: { language: "javascript", source: "", inputs: [{ name: "a", value }] } },
  { type: "set", config: { fields: [{ name: "a", value }] } },
  { type: "if", config: { condition: "hidden" } },
  { type: "switch", config: { cases: [{ id: "c1", label: "", condition: "hidden" }] } },
  { type: "delay", config: { durationMs: value } },
  { type: "delay", config: { until: value } },
  { type: "throw", config: { code: value, message: value, details: value, error: "hidden" } },
  { type: "waitForEvent", config: { event: value, waitMs: value } },
  { type: "approval", config: { question: value, details: value, waitMs: value } },
  { type: "subWorkflow", config: { workflow: "w", input: value, instanceId: value, wait: true } },
  { type: "callEntity", config: { entity: "e", key: value, operation: "o", input: value } },
  { type: "signalEntity", config: { entity: "e", key: value, operation: "o", input: value, at: value } },
  { type: "continueAsNew", config: { input: value } },
  { type: "setStatus", config: { status: value } },
  {
    type: "forEach",
    config: {
      items: "hidden",
      itemName: "i",
      maxConcurrency: value,
      toleratedFailures: value,
      toleratedPercent: value,
    },
  },
  { type: "while", config: { condition: "hidden", variables: [{ name: "v", initial: value, next: "hidden" }] } },
  { type: "catch", config: { errorName: "e", condition: "hidden" } },
  { type: "lock", config: { entities: [{ entity: "e", key: value }] } },
  { type: "timeout", config: { limitMs: value } },
].map((node, index) => ({ id: `n${index}`, name: `node${index}`, ...node }));
