import { HistoryScript, nodeKey, spans, stateAt } from "@dacapo/engine/timeline";
import { describe, expect, test } from "vitest";
import { barsOf } from "./bars";
import { itemLabel, itemLabels } from "./item-labels";
import { rowDetail, rowFigure } from "./look";
import { type Folding, type Row, rowAfterKey, rowShowsNode, rowsOf } from "./rows";
import { timeAxis } from "./time-axis";

const OPEN: Folding = new Map();
const rows = (run: HistoryScript, folding: Folding = OPEN) => rowsOf(spans(run.events), folding, itemLabels());
const drawn = (list: readonly Row[]) =>
  list.map((row) => `${"  ".repeat(row.depth)}${row.kind} ${row.label}`.trimEnd());

function images() {
  const run = new HistoryScript(0).start().turn();
  const list = run.schedule("list");
  run.started(list).after(10).completed(list).turn();
  run.loop("images", [{ file: "in/cat.webp" }, { file: "in/dog.png" }]);
  run.decide("supported", "true", [0]);
  const small = run.schedule("thumbnail", [0]);
  const colours = run.schedule("colours", [0]);
  run.decide("supported", "false", [1]);
  run.started(small).started(colours).after(20).completed(small).after(5).completed(colours).turn();
  const store = run.schedule("store", [0]);
  run.started(store).after(5).completed(store).turn().loopDone("images", []).record("result", 1);
  return run;
}

describe("rows", () => {
  test("nodes in the order of first appearance, iterations below their container, what ran at once on lanes of its own", () => {
    expect(drawn(rows(images()))).toEqual([
      "node list",
      "loop images",
      "  lane 0 · cat.webp",
      "  lane",
      "  lane 1 · dog.png",
      "node result",
    ]);
    const lanes = rows(images()).flatMap((row) => (row.kind === "lane" ? [row.spans.map(({ node }) => node)] : []));
    expect(lanes).toEqual([["supported", "thumbnail", "store"], ["colours"], ["supported"]]);
  });

  test("a collapsed container hides its iterations", () => {
    const folding: Folding = new Map([[nodeKey("images"), "collapsed"]]);
    expect(drawn(rows(images(), folding))).toEqual(["node list", "loop images", "node result"]);
  });

  test("a container with many iterations begins collapsed and can be opened", () => {
    const run = new HistoryScript(0)
      .start()
      .turn()
      .loop(
        "each",
        Array.from({ length: 100 }, (_, index) => index),
      );
    for (let index = 0; index < 100; index++) run.schedule("work", [index]);
    expect(rows(run)).toHaveLength(1);
    expect(rows(run, new Map([[nodeKey("each"), "open"]]))).toHaveLength(101);
  });

  test("a container in an iteration has its own iterations below it", () => {
    const run = new HistoryScript(0).start().turn().loop("pages", ["p"]);
    run.loop("words", ["a", "b"], [0]);
    run.schedule("count", [0, 0]);
    run.schedule("count", [0, 1]);
    expect(drawn(rows(run))).toEqual([
      "loop pages",
      "  lane 0 · p",
      "    loop words",
      "      lane 0 · a",
      "      lane 1 · b",
    ]);
  });

  test("keys go from name to name", () => {
    const list = rows(images());
    expect(["ArrowDown", "ArrowUp", "Home", "End"].map((key) => rowAfterKey(list, 2, key))).toEqual([4, 1, 0, 5]);
    expect([rowAfterKey(list, 5, "ArrowDown"), rowAfterKey(list, 0, "ArrowUp"), rowAfterKey(list, 0, "x")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("a row shows its node, a lane every node on it", () => {
    const list = rows(images());
    expect(list.filter((row) => rowShowsNode(row, "thumbnail")).map(({ label }) => label)).toEqual(["0 · cat.webp"]);
  });
});

test.each([
  ["in/cat.webp", "cat.webp"],
  [{ sku: "SKU-204", quantity: 2 }, "SKU-204"],
  [{ width: 3 }, '{"width":3}'],
  [42, "42"],
  [null, "null"],
  ["x".repeat(80), `${"x".repeat(39)}…`],
])("an item %j is called %s", (item, label) => {
  expect(itemLabel(item)).toBe(label);
});

describe("bars", () => {
  const axis = timeAxis({ fromMs: 0, toMs: 1_000 }, 1_008);
  const bars = (run: HistoryScript, nowMs = run.nowMs) =>
    spans(run.events).flatMap((span) => barsOf(span, axis, nowMs));
  const shapes = (run: HistoryScript, nowMs?: number) =>
    bars(run, nowMs).map(({ shape, look, x, width }) => [shape, look, x, width]);

  test("a retried activity is hatched attempts with dotted waits", () => {
    const run = new HistoryScript(0).start().turn();
    const charge = run.schedule("charge");
    run.after(100).started(charge).after(100).attemptFailed(charge, 1, 300).after(300).started(charge, 2);
    run.after(50).completed(charge, 1, 2);
    expect(shapes(run)).toEqual([
      ["queued", "completed", 4, 100],
      ["backoff", "retrying", 204, 300],
      ["attempt", "failed", 104, 100],
      ["attempt", "completed", 504, 50],
    ]);
    expect(bars(run).map(({ label }) => label)).toEqual(["", "", "1 · ConnectionRefused", "2"]);
  });

  test("what goes on ends now, with an open end", () => {
    const run = new HistoryScript(0).start().turn();
    run.started(run.schedule("slow"));
    run.timer("pause", 5_000);
    expect(shapes(run, 250)).toEqual([
      ["attempt", "running", 4, 250],
      ["wait", "timer", 4, 250],
    ]);
    expect(bars(run, 250).every(({ open }) => open)).toBe(true);
  });

  test("a decision is a diamond around its moment, with its port", () => {
    const run = new HistoryScript(0).start().turn().after(500).decide("risky", "true");
    expect(bars(run)).toMatchObject([{ shape: "decision", label: "true", x: 499, width: 10 }]);
  });

  test("what is shorter than a pixel is still seen", () => {
    const run = new HistoryScript(0).start().turn();
    const quick = run.schedule("quick");
    run.started(quick).completed(quick);
    expect(shapes(run)).toEqual([["attempt", "completed", 4, 3]]);
  });

  test("what lies outside of the window is left out", () => {
    const run = new HistoryScript(0).start().turn().after(5_000).record("late", 1);
    run.schedule("later");
    expect(bars(run)).toEqual([]);
  });
});

describe("a row in words", () => {
  const run = images();
  const latest = stateAt(run.events, run.events.length);
  const early = stateAt(run.events, 4);

  test("its figure is how long it took, so far or in all", () => {
    expect(rowFigure(latest.nodes.get(nodeKey("list")), 999)).toBe("10 ms");
    expect(rowFigure(early.nodes.get(nodeKey("list")), 7)).toBe("7 ms");
    expect(rowFigure(latest.nodes.get(nodeKey("supported", [1])), 0)).toBe("false");
    expect(rowFigure(undefined, 0)).toBe("");
  });

  test("its detail says what a colour cannot", () => {
    expect(rowDetail(latest.nodes.get(nodeKey("images")), "images")).toBe(
      "images: completed in 30 ms.\n2 items · 2 completed.",
    );
    expect(rowDetail(undefined, "images")).toBe("images: not reached at this event.");
  });
});
