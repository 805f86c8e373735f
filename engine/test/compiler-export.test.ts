import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Graph,
  graphSchema,
  jsonFile,
  type Layout,
  layoutSchema,
  mermaid,
  readDrawing,
  svg,
  yamlFile,
} from "../src/compiler/index.js";

const folder = fileURLToPath(new URL("exports/", import.meta.url));
const programs = fileURLToPath(new URL("programs/", import.meta.url));
const graphs: readonly (readonly [string, Graph])[] = readdirSync(programs)
  .filter((name) => name.endsWith(".json"))
  .map((name) => {
    const program = JSON.parse(readFileSync(`${programs}${name}`, "utf8")) as { graph: unknown };
    return [name.replace(".json", ""), graphSchema.parse(program.graph)] as const;
  });

/** Boxes in rows; containers wide enough for what lies in them is their author's matter. */
const layoutOf = (graph: Graph): Layout =>
  Object.fromEntries(
    graph.nodes.map((node, index) => [node.id, { x: 40 + (index % 5) * 264, y: 40 + Math.floor(index / 5) * 120 }]),
  );

/** Everything that any text could be taken for, in every place where a text stands. */
const awkward = [
  "yes",
  "0x10",
  "1e3",
  "2030-01-31",
  "~",
  "",
  " a ",
  "#",
  "- a",
  "a: b",
  "é\u2028",
  "</text>",
  '"]|x|',
  "end",
  "&amp;",
  "{{",
  "\ud800",
  "\u0000",
];

/** `UPDATE_EXPORTS=1` writes what is not there yet. */
function golden(name: string, text: string): void {
  const file = `${folder}${name}`;
  if (process.env.UPDATE_EXPORTS === "1" && !existsSync(file)) writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}

const SHOWN = ["every-setting", "in-try", "join-any-cancel", "notes-and-frames", "undo"].filter((name) =>
  graphs.some(([known]) => known === name),
);

describe("golden files", () => {
  test.each(SHOWN)("%s", (name) => {
    const graph = graphs.find(([known]) => known === name)?.[1] as Graph;
    const layout = layoutOf(graph);
    golden(`${name}.json`, jsonFile({ graph, layout }));
    golden(`${name}.yaml`, yamlFile({ graph, layout }));
    golden(`${name}.mmd`, mermaid(graph));
    golden(`${name}.svg`, svg(graph, layout));
  });
});

describe.each(graphs)("%s", (_, graph) => {
  const layout = layoutOf(graph);
  const sorted = (drawn: Graph) => ({
    ...drawn,
    nodes: [...drawn.nodes].sort((a, b) => (a.id < b.id ? -1 : 1)),
    edges: [...drawn.edges].sort((a, b) => (a.id < b.id ? -1 : 1)),
  });

  test.each([
    ["JSON", jsonFile],
    ["YAML", yamlFile],
  ] as const)("reading its %s gives the same drawing", (_format, write) => {
    const text = write({ graph, layout });
    const read = readDrawing(text) as { graph: unknown; layout: unknown };
    expect(sorted(graphSchema.parse(read.graph))).toEqual(sorted(graph));
    expect(layoutSchema.parse(read.layout)).toEqual(layout);
    expect(write({ graph: graphSchema.parse(read.graph), layout })).toBe(text);
  });

  test("the order in which it was drawn does not matter", () => {
    const other = { ...graph, nodes: [...graph.nodes].reverse(), edges: [...graph.edges].reverse() };
    const turned = Object.fromEntries(Object.entries(layout).reverse());
    expect(yamlFile({ graph: other, layout: turned })).toBe(yamlFile({ graph, layout }));
    expect(jsonFile({ graph: other, layout: turned })).toBe(jsonFile({ graph, layout }));
    expect(mermaid(other)).toBe(mermaid(graph));
    expect(svg(other, turned)).toBe(svg(graph, layout));
  });
});

describe("whatever its texts are", () => {
  const text = fc.oneof(fc.constantFrom(...awkward), fc.string({ unit: "binary", maxLength: 12 }));
  const drawing = fc
    .record({ name: text, caption: text, label: text, note: text })
    .map(({ name, caption, label, note }) =>
      graphSchema.parse({
        formatVersion: 1,
        name: name || "x",
        nodes: [
          { id: "start", name: "start", type: "start", config: {} },
          {
            id: "a",
            name: name.slice(0, 80),
            type: "switch",
            config: { cases: [{ id: "c", label, condition: caption }] },
          },
          { id: "b", name: "b", type: "forEach", config: { items: caption, itemName: label.slice(0, 80) } },
          {
            id: "c",
            name: "c",
            type: "set",
            parent: "b",
            config: { fields: [{ name: label, value: { literal: note } }] },
          },
          { id: "d", name: "d", type: "note", config: { text: note } },
          { id: "e", name: "e", type: "group", config: { title: caption } },
        ],
        edges: [
          { id: "1", from: "start", port: "out", to: "a" },
          { id: "2", from: "a", port: "c", to: "b" },
        ],
      }),
    );

  test("YAML and JSON give them back", () => {
    fc.assert(
      fc.property(drawing, (graph) => {
        for (const write of [yamlFile, jsonFile]) {
          const read = readDrawing(write({ graph, layout: {} })) as { graph: unknown };
          const byNodeId = (nodes: Graph["nodes"]) => Object.fromEntries(nodes.map((node) => [node.id, node]));
          expect(byNodeId(graphSchema.parse(read.graph).nodes)).toEqual(byNodeId(graph.nodes));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("Mermaid has a line for each node and wire, and nothing in them ends a label", () => {
    fc.assert(
      fc.property(drawing, (graph) => {
        const lines = mermaid(graph).trimEnd().split("\n");
        expect(lines).toHaveLength(1 + 6 + 2);
        for (const line of lines) {
          const labels = [...line.matchAll(/"([^"]*)"/g)].map((found) => found[1] ?? "");
          expect((line.match(/"/g) ?? []).length).toBe(labels.length * 2);
          for (const label of labels) expect(label.replaceAll("<br/>", "")).toMatch(/^[\p{L}\p{N} .,:_/+…#;()-]*$/u);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("SVG is well-formed XML", () => {
    fc.assert(
      fc.property(drawing, (graph) => {
        const open: string[] = [];
        const text = svg(graph, layoutOf(graph));
        let at = 0;
        for (const tag of text.matchAll(/<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<]*")*)(\/?)>/g)) {
          expect(text.slice(at, tag.index)).not.toMatch(/[<]|&(?!amp;|lt;|gt;|quot;)/);
          at = tag.index + tag[0].length;
          if (tag[1] === "/") expect(open.pop()).toBe(tag[2]);
          else if (tag[4] !== "/") open.push(tag[2] ?? "");
        }
        expect(open).toEqual([]);
        expect(text.slice(at).trim()).toBe("");
        expect(text).not.toMatch(/[^\P{Cc}\t\n\r]|\p{Cs}|[\ufffe\uffff]/u);
      }),
      { numRuns: 300 },
    );
  });
});
