import { describe, expect, it } from "vitest";
import { EMPTY_CATALOG, indexCatalog } from "./catalog-index";
import { clipFromText, clipOf, clipToText } from "./clipboard";
import { deleteSelection } from "./commands/delete-selection";
import { dropNodes } from "./commands/drop-nodes";
import { insertOnEdge } from "./commands/insert-on-edge";
import { pasteNodes } from "./commands/paste-nodes";
import { renameNode } from "./commands/rename-node";
import { renameOwnName } from "./commands/rename-own-name";
import { resizeContainer } from "./commands/resize-container";
import { setParent } from "./commands/set-parent";
import { connectableTo, whyNotConnect } from "./connection-rules";
import { nodeById } from "./document";
import { absolutePositionOf, sizeOf } from "./geometry";
import { placeNode } from "./placement";
import { allPortsOf } from "./ports";
import { sampleDocument } from "./test-documents";

const NO_ACTIVITIES = indexCatalog(EMPTY_CATALOG);

describe("renaming a node", () => {
  it("takes the expressions that read it along", () => {
    const { graph } = renameNode(sampleDocument(), "n2", "shelf");
    expect(nodeById(graph, "n3")).toMatchObject({ config: { condition: "shelf.body.count > 3" } });
    expect(nodeById(graph, "n4")).toMatchObject({ config: { items: "shelf.body.items" } });
    expect(nodeById(graph, "n5")).toMatchObject({
      config: { fields: [{ name: "stock", value: { expression: "{ stock: shelf, item }" } }] },
    });
  });

  it("does not tie expressions to a node that already bears the name", () => {
    const { graph } = renameNode(sampleDocument(), "n2", "each");
    expect(nodeById(graph, "n3")).toMatchObject({ config: { condition: "stock.body.count > 3" } });
  });

  it("leaves expressions alone while the name is no name", () => {
    const { graph } = renameNode(sampleDocument(), "n2", "");
    expect(nodeById(graph, "n3")).toMatchObject({ config: { condition: "stock.body.count > 3" } });
  });

  it("of a for each's item reaches only what lies in it", () => {
    const { graph } = renameOwnName(sampleDocument(), "n4", { kind: "item" }, "row");
    expect(nodeById(graph, "n5")).toMatchObject({
      config: { fields: [{ value: { expression: "{ stock, item: row }" } }] },
    });
    expect(nodeById(graph, "n6")).toMatchObject({
      config: { value: { expression: "each.map((item) => item.stock)" } },
    });
  });
});

describe("containers", () => {
  it("keep a node where it was on the screen when it is taken in or out", () => {
    const before = sampleDocument();
    const at = absolutePositionOf(before, "n5");
    const outside = setParent(before, "n5", undefined);
    expect(absolutePositionOf(outside, "n5")).toEqual(at);
    expect(absolutePositionOf(setParent(outside, "n5", "n4"), "n5")).toEqual(at);
  });

  it("take in what is dropped on them, and grow to hold it", () => {
    const after = dropNodes(sampleDocument(), new Map([["n2", { x: 1000, y: 200 }]]));
    expect(nodeById(after.graph, "n2")?.parent).toBe("n4");
    const place = after.layout.n2 ?? { x: 0, y: 0 };
    const container = nodeById(after.graph, "n4");
    if (container === undefined) throw new Error("the container is gone");
    const size = sizeOf(container, after.layout);
    expect(place.x + 200).toBeLessThan(size.width);
    expect(place.y + 56).toBeLessThan(size.height);
  });

  it("never lie in themselves", () => {
    const inner = placeNode(
      sampleDocument(),
      { type: "forEach" },
      { kind: "at", point: { x: 900, y: 170 } },
      NO_ACTIVITIES,
    );
    expect(nodeById(inner.document.graph, inner.nodeId)?.parent).toBe("n4");
    expect(setParent(inner.document, "n4", inner.nodeId)).toBe(inner.document);
  });

  it("never get smaller than what lies in them", () => {
    const after = resizeContainer(sampleDocument(), "n4", { x: 776, y: 80, width: 10, height: 10 }, new Map());
    expect(after.layout.n4?.width).toBeGreaterThanOrEqual(40 + 200);
    expect(after.layout.n4?.height).toBeGreaterThanOrEqual(64 + 56);
  });

  it("go with everything in them", () => {
    const { graph, layout } = deleteSelection(sampleDocument(), { nodeIds: new Set(["n4"]), edgeIds: new Set() });
    expect(graph.nodes.map((node) => node.id)).toEqual(["n1", "n2", "n3", "n6"]);
    expect(graph.edges.map((edge) => edge.id)).toEqual(["e1", "e2", "e4"]);
    expect(Object.keys(layout)).not.toContain("n5");
  });
});

describe("adding a node", () => {
  it("after another one connects them, and hides no node", () => {
    const { document, nodeId } = placeNode(
      sampleDocument(),
      { type: "set" },
      { kind: "after", nodeId: "n2" },
      NO_ACTIVITIES,
    );
    expect(document.graph.edges.at(-1)).toMatchObject({ from: "n2", port: "out", to: nodeId });
    expect(document.layout[nodeId]).not.toEqual(document.layout.n3);
    expect(nodeById(document.graph, nodeId)).toMatchObject({
      name: "values",
      config: { fields: [{ value: { expression: "stock" } }] },
    });
  });

  it("after an if takes the port that leads nowhere yet", () => {
    const free = deleteSelection(sampleDocument(), { nodeIds: new Set(["n6"]), edgeIds: new Set() });
    const { document } = placeNode(free, { type: "return" }, { kind: "after", nodeId: "n3" }, NO_ACTIVITIES);
    expect(document.graph.edges.at(-1)).toMatchObject({ from: "n3", port: "false" });
  });

  it("to an empty container puts it inside", () => {
    const empty = placeNode(sampleDocument(), { type: "forEach" }, { kind: "after", nodeId: "n2" }, NO_ACTIVITIES);
    const { document, nodeId } = placeNode(
      empty.document,
      { type: "http" },
      { kind: "after", nodeId: empty.nodeId },
      NO_ACTIVITIES,
    );
    expect(nodeById(document.graph, nodeId)?.parent).toBe(empty.nodeId);
  });

  it("on an edge puts it between, and the first half keeps its id", () => {
    const { document, nodeId } = placeNode(
      sampleDocument(),
      { type: "delay" },
      { kind: "edge", edgeId: "e2" },
      NO_ACTIVITIES,
    );
    expect(document.graph.edges.find((edge) => edge.id === "e2")).toMatchObject({ from: "n2", to: nodeId });
    expect(document.graph.edges.at(-1)).toMatchObject({ from: nodeId, to: "n3" });
  });

  it("gives it a name of its own", () => {
    const one = placeNode(sampleDocument(), { type: "http" }, { kind: "after", nodeId: "n2" }, NO_ACTIVITIES);
    const two = placeNode(one.document, { type: "http" }, { kind: "after", nodeId: "n2" }, NO_ACTIVITIES);
    expect(nodeById(two.document.graph, two.nodeId)?.name).toBe("request2");
  });

  it("moves an existing node between the ends of an edge", () => {
    const loose = placeNode(
      sampleDocument(),
      { type: "delay" },
      { kind: "at", point: { x: 0, y: 600 } },
      NO_ACTIVITIES,
    );
    const after = insertOnEdge(loose.document, loose.nodeId, "e1", { x: 160, y: 152 });
    expect(after.graph.edges.map(({ from, to }) => `${from}>${to}`)).toContain(`${loose.nodeId}>n2`);
    expect(after.layout[loose.nodeId]).toMatchObject({ x: 160, y: 152 });
  });
});

describe("copying", () => {
  it("gives free names, and the copies read each other", () => {
    const before = sampleDocument();
    const clip = clipOf(before, new Set(["n2", "n3"]));
    if (clip === undefined) throw new Error("nothing was copied");
    const { document, nodeIds } = pasteNodes(before, clip, { x: 0, y: 96 }, undefined);
    const [stock, enough] = nodeIds.map((id) => nodeById(document.graph, id));
    expect(stock?.name).toBe("stock2");
    expect(enough).toMatchObject({ name: "enough2", config: { condition: "stock2.body.count > 3" } });
    expect(document.graph.edges.at(-1)).toMatchObject({ from: nodeIds[0], to: nodeIds[1] });
    expect(document.layout[nodeIds[0] ?? ""]).toMatchObject({ x: 216, y: 248 });
  });

  it("of a container brings what lies in it", () => {
    const before = sampleDocument();
    const clip = clipOf(before, new Set(["n4"]));
    if (clip === undefined) throw new Error("nothing was copied");
    const { document, nodeIds } = pasteNodes(before, clip, { x: 0, y: 200 }, undefined);
    expect(nodeIds).toHaveLength(2);
    expect(nodeById(document.graph, nodeIds[1] ?? "")?.parent).toBe(nodeIds[0]);
    expect(document.layout[nodeIds[1] ?? ""]).toEqual(before.layout.n5);
  });

  it("never makes a second start node", () => {
    const before = sampleDocument();
    const clip = clipOf(before, new Set(["n1"]));
    if (clip === undefined) throw new Error("nothing was copied");
    expect(pasteNodes(before, clip, { x: 0, y: 0 }, undefined).nodeIds).toEqual([]);
  });

  it("survives the clipboard, and other text in it is none", () => {
    const clip = clipOf(sampleDocument(), new Set(["n2"]));
    if (clip === undefined) throw new Error("nothing was copied");
    expect(clipFromText(clipToText(clip))).toEqual(clip);
    expect(clipFromText("a shopping list")).toBeUndefined();
    expect(clipFromText('{"dacapoClip":1,"nodes":[{"id":"x"}]}')).toBeUndefined();
    expect(clipFromText('{"dacapoClip":')).toBeUndefined();
  });
});

describe("why an edge is refused", () => {
  const { graph } = sampleDocument();
  it.each([
    [{ from: "n2", port: "out", to: "n2" }, /cannot come after itself/],
    [{ from: "n2", port: "out", to: "n1" }, /before the start node/],
    [{ from: "n3", port: "out", to: "n6" }, /has no port "out"/],
    [{ from: "n2", port: "out", to: "n5" }, /cannot cross the border of each/],
    [{ from: "n1", port: "out", to: "n2" }, /already connected/],
    [{ from: "n4", port: "out", to: "n2" }, /already comes before/],
    [{ from: "n9", port: "out", to: "n2" }, /not in the workflow/],
  ] as const)("%o", (connection, reason) => {
    expect(whyNotConnect(graph, connection)).toMatch(reason);
  });

  it("is nothing when it may be drawn", () => {
    expect(whyNotConnect(graph, { from: "n4", port: "out", to: "n6" })).toBeUndefined();
    expect(whyNotConnect(graph, { from: "n3", port: "true", to: "n6" })).toBeUndefined();
  });

  it("agrees with the list of nodes that can come next", () => {
    for (const source of graph.nodes) {
      for (const port of allPortsOf(source)) {
        const allowed = graph.nodes.filter(
          (node) => whyNotConnect(graph, { from: source.id, port, to: node.id }) === undefined,
        );
        expect(connectableTo(graph, source.id, port)).toEqual(allowed);
      }
    }
  });
});
