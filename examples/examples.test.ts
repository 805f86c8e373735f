import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Hub, openHub } from "@dacapo/engine";
import { type Catalog, check, compile, graphSchema, layoutSchema } from "@dacapo/engine/compiler";
import { decodeJson, type Json, type JsonObject } from "@dacapo/engine/model";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createActivities } from "@/app/_server/activities";
import { surroundingsForTest } from "@/app/_server/activities/surroundings-for-test";
import { GET as credit } from "@/app/api/examples/order-check/credit/route";
import { GET as stock } from "@/app/api/examples/order-check/stock/route";
import { naiveCount } from "./word-count/naive-count";

const EXAMPLES = import.meta.dirname;
const RUN_MS_MAX = 60_000;

const ids = (await readdir(EXAMPLES, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

async function exampleOf(id: string) {
  const file = JSON.parse(await readFile(path.join(EXAMPLES, id, "workflow.json"), "utf8")) as Record<string, unknown>;
  return {
    file,
    graph: graphSchema.parse(file.graph),
    layout: layoutSchema.parse(file.layout),
    sampleInput: file.sampleInput as Json,
  };
}

let dataDir: string;
let hub: Hub;
let service: Server;
let origin: string;
const roots = () => ({ examplesDir: EXAMPLES, filesDir: path.join(dataDir, "files") });

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "dacapo-examples-"));
  const activities = createActivities(surroundingsForTest(roots()));
  hub = await openHub({ dir: path.join(dataDir, "engine"), activities, threads: 0 });
  service = createServer(async (incoming, outgoing) => {
    const request = new Request(new URL(incoming.url ?? "/", origin));
    const route = request.url.includes("/stock") ? stock : credit;
    const response = route(request);
    outgoing.writeHead(response.status, { "content-type": response.headers.get("content-type") ?? "" });
    outgoing.end(await response.text());
  });
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await hub.close();
  service.close();
  await rm(dataDir, { recursive: true });
});

function catalog(): Catalog {
  return {
    activities: createActivities(surroundingsForTest(roots())).map((activity) => activity.info),
    entities: [],
    workflows: [],
  };
}

/** Compiles and runs an example to its end, on its sample input unless told otherwise. */
async function run(id: string, changes: JsonObject = {}): Promise<Json> {
  const { graph, sampleInput } = await exampleOf(id);
  const compiled = compile(graph, catalog());
  if (!compiled.ok) throw new Error(compiled.diagnostics.map((diagnostic) => diagnostic.message).join("\n"));
  const { version } = await hub.client.publish(compiled.code);
  const sample = JSON.parse(JSON.stringify(sampleInput).replaceAll("{{origin}}", origin)) as JsonObject;
  const { instanceId } = await hub.client.start({ version }, { ...sample, ...changes });
  const record = await hub.client.wait(instanceId, { timeoutMs: RUN_MS_MAX });
  expect(record.failure).toBeUndefined();
  expect(record.status).toBe("Completed");
  return record.output === undefined ? null : (decodeJson(record.output) ?? null);
}

describe.each(ids)("%s", (id) => {
  test("has everything that an example needs, and no problem", async () => {
    const { file, graph, layout } = await exampleOf(id);
    expect(Object.keys(file).sort()).toEqual(["description", "graph", "layout", "sampleInput", "title"]);
    expect(file.title).toBe(graph.name);
    expect(check(graph, catalog())).toEqual([]);
    expect(compile(graph, catalog()).ok).toBe(true);
    expect(Object.keys(layout).sort()).toEqual(graph.nodes.map((node) => node.id).sort());
  });

  test("is laid out from left to right on the grid, and nothing covers anything", async () => {
    const { graph, layout } = await exampleOf(id);
    const sizeOf = (node: (typeof graph.nodes)[number]) => {
      if (node.type === "start" || node.type === "return") return { width: 40, height: 40 };
      const { width = 200, height = 56 } = layout[node.id] ?? {};
      return { width, height };
    };
    const boxes = graph.nodes.map((node) => ({ node, x: 0, y: 0, ...layout[node.id], ...sizeOf(node) }));
    for (const box of boxes) {
      expect([box.x % 8, box.y % 8]).toEqual([0, 0]);
      const parent = boxes.find((candidate) => candidate.node.id === box.node.parent);
      if (parent !== undefined) {
        expect(box.x).toBeGreaterThanOrEqual(24);
        expect(box.y).toBeGreaterThanOrEqual(38);
        expect(box.x + box.width + 24).toBeLessThanOrEqual(parent.width);
        expect(box.y + box.height + 24).toBeLessThanOrEqual(parent.height);
      }
      for (const other of boxes) {
        if (other === box || other.node.parent !== box.node.parent) continue;
        const apart =
          other.x >= box.x + box.width ||
          other.x + other.width <= box.x ||
          other.y >= box.y + box.height ||
          other.y + other.height <= box.y;
        expect(apart, `${box.node.name} and ${other.node.name}`).toBe(true);
      }
    }
    for (const edge of graph.edges) {
      const [from, to] = [edge.from, edge.to].map((end) => boxes.find((box) => box.node.id === end));
      expect(to?.x, `${edge.from} → ${edge.to}`).toBeGreaterThan((from?.x ?? 0) + (from?.width ?? 0));
    }
  });
});

test("hello sequence greets three cities in order", async () => {
  expect(await run("hello-sequence")).toEqual(["Hello Tokyo!", "Hello Seattle!", "Hello London!"]);
});

test("order check accepts what is there and paid for, and rejects the rest", async () => {
  expect(await run("order-check")).toEqual({ decision: "accepted", sku: "tea-green", quantity: 2, left: 118 });
  expect(await run("order-check", { quantity: 121 })).toMatchObject({
    decision: "rejected",
    enoughInStock: false,
    inStock: 120,
    creditApproved: true,
  });
  expect(await run("order-check", { customer: "C-1002", amountCents: 2_001 })).toMatchObject({
    decision: "rejected",
    enoughInStock: true,
    creditApproved: false,
    creditLimitCents: 2_000,
  });
});

interface PipelineImage {
  readonly file: string;
  readonly supported: boolean;
  readonly problem?: string;
  readonly width?: number;
  readonly height?: number;
  readonly thumbnail?: {
    readonly path: string;
    readonly width: number;
    readonly height: number;
    readonly bytes: number;
  };
  readonly colors?: readonly { readonly hex: string; readonly share: number }[];
  readonly result?: string;
}

test("image pipeline makes thumbnails and finds colours, and reports what it cannot work on", async () => {
  const output = (await run("image-pipeline")) as unknown as {
    readonly total: number;
    readonly processed: number;
    readonly skipped: readonly string[];
    readonly images: readonly PipelineImage[];
  };
  const files = (await readdir(path.join(EXAMPLES, "image-pipeline/images"))).sort();
  expect(output.total).toBe(16);
  expect(output.processed).toBe(14);
  expect(output.skipped).toEqual(["broken-upload.jpg", "scan-old.bmp"]);
  expect(output.images.map((image) => image.file)).toEqual(files);

  const filesDir = path.join(dataDir, "files");
  for (const image of output.images) {
    if (!image.supported) {
      expect(image).toEqual({
        file: image.file,
        supported: false,
        problem: expect.stringMatching(/^[a-z-]+\.\w+ is /),
      });
      continue;
    }
    const { thumbnail, colors = [], result = "" } = image;
    if (thumbnail === undefined) throw new Error(`${image.file} has no thumbnail.`);
    const original = await sharp(path.join(EXAMPLES, "image-pipeline/images", image.file)).metadata();
    expect([image.width, image.height]).toEqual([original.autoOrient.width, original.autoOrient.height]);
    const decoded = await sharp(await readFile(path.join(dataDir, thumbnail.path))).metadata();
    expect(decoded).toMatchObject({ format: "webp", width: thumbnail.width, height: thumbnail.height });
    expect(thumbnail.width).toBe(Math.min(320, original.autoOrient.width));
    expect(colors.length).toBeGreaterThan(0);
    expect(colors.reduce((sum, color) => sum + color.share, 0)).toBeLessThanOrEqual(1.001);
    const stored = JSON.parse(await readFile(path.join(dataDir, result), "utf8")) as Record<string, unknown>;
    expect(stored).toMatchObject({ file: image.file, thumbnail: thumbnail.path, colors });
  }
  const written = await readdir(path.join(filesDir, "image-pipeline"));
  expect(written).toHaveLength(2 * 14);
});

describe("word count", () => {
  test("expects what an independent count finds", async () => {
    const text = await readFile(path.join(EXAMPLES, "word-count/persuasion.txt"), "utf8");
    expect(text.length).toBeGreaterThan(100_000);
    const expected: unknown = JSON.parse(await readFile(path.join(EXAMPLES, "word-count/expected.json"), "utf8"));
    expect(naiveCount(text)).toEqual(expected);
  });

  test.each([1, 24, 97])("finds the same in %i chunks", async (chunks) => {
    const expected: unknown = JSON.parse(await readFile(path.join(EXAMPLES, "word-count/expected.json"), "utf8"));
    expect(await run("word-count", { chunks })).toEqual(expected);
  });
});
