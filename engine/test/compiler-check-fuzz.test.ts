import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  check,
  compile,
  deadNodes,
  HTTP_METHODS,
  type NodeType,
  nodeExpressions,
  parseGraph,
  readableNames,
  WORK_TYPES,
} from "../src/compiler/index.js";
import { catalog } from "./checked-graphs.js";

const RUNS = Number(process.env.COMPILER_RUNS ?? 500);

describe("whatever a file holds", () => {
  const id = fc.constantFrom("a", "b", "c", "d", "start");
  const name = fc.oneof(
    fc.constantFrom("a", "b", "c", "item", "x", "", "class", "input", "été"),
    fc.string({ maxLength: 6 }),
  );
  const text = fc.oneof(
    fc.constantFrom(
      "a",
      "a.b",
      "b?.c",
      "item",
      "input.x",
      "",
      " ",
      "1 +",
      "a = 1",
      "(a)",
      "a)",
      "(",
      "`${a}`",
      "x => x",
      "() => {",
      "a ? b : c",
      "...a",
      "a, b",
    ),
    fc.string({ maxLength: 12 }),
  );
  const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<null>;
  const value = fc.oneof(fc.record({ literal: json }), fc.record({ expression: text }));
  const settings = fc.dictionary(
    fc.oneof(fc.constantFrom("sku", "quantity", "__proto__", "constructor"), fc.string({ maxLength: 4 })),
    value,
    { maxKeys: 3 },
  );
  const maybe = <Drawn>(drawn: fc.Arbitrary<Drawn>) => fc.option(drawn, { nil: undefined });
  const count = maybe(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.record({ expression: text })));
  const schema = maybe(
    fc.dictionary(fc.constantFrom("type", "properties", "items", "required", "pattern", "enum"), json),
  );
  const join = maybe(
    fc.constantFrom({ kind: "all" }, { kind: "any" }, { kind: "any", rest: "cancel" }, { kind: "count", count: 2 }),
  );
  const retry = maybe(
    fc.record({
      maxAttempts: fc.integer({ min: 1, max: 3 }),
      firstDelayMs: fc.constantFrom(0, 5),
      retryIf: maybe(text),
    }),
  );
  const common = { id, name, parent: maybe(id) };
  const step = { ...common, join, disabled: maybe(fc.constant(true)) };
  const entity = fc.constantFrom("Counter", "Account", "Countr", "");
  const operation = fc.constantFrom("add", "get", "ad", "");
  const configs: Record<NodeType, fc.Arbitrary<unknown>> = {
    start: fc.constant({}),
    return: fc.record({ value, endsRun: maybe(fc.constant(true)) }),
    activity: fc.record({ activity: fc.constantFrom("shop.order", "", "x"), input: settings }),
    http: fc.record({
      method: fc.constantFrom(...HTTP_METHODS),
      url: value,
      headers: settings,
      query: settings,
      body: value,
      expectedStatus: maybe(fc.constantFrom("200", "200-299, 404", "x", "")),
      auth: maybe(fc.constantFrom({ kind: "bearer", secret: "" }, { kind: "header", header: "a b", secret: "s" })),
      responseSchema: schema,
    }),
    code: fc.record({
      language: fc.constantFrom("javascript", "typescript"),
      source: text,
      inputs: fc.array(fc.record({ name, value }), { maxLength: 2 }),
    }),
    set: fc.record({ fields: fc.array(fc.record({ name, value }), { maxLength: 3 }) }),
    if: fc.record({ condition: text }),
    switch: fc.record({
      cases: fc.array(fc.record({ id: fc.constantFrom("c1", "c2", "error"), label: name, condition: text }), {
        maxLength: 3,
      }),
    }),
    delay: fc.oneof(fc.record({ durationMs: value }), fc.record({ until: value })),
    throw: fc.record({ code: maybe(value), message: maybe(value), error: maybe(text) }),
    waitForEvent: fc.record({ event: value, waitMs: maybe(value), schema }),
    approval: fc.record({ question: value, details: maybe(value), form: schema, waitMs: maybe(value) }),
    subWorkflow: fc.record({
      workflow: fc.constantFrom("w1", "w2", "w", ""),
      input: value,
      instanceId: maybe(value),
      wait: fc.boolean(),
    }),
    callEntity: fc.record({ entity, key: value, operation, input: maybe(value) }),
    signalEntity: fc.record({ entity, key: value, operation, input: maybe(value), at: maybe(value) }),
    continueAsNew: fc.record({ input: value }),
    setStatus: fc.record({ status: value }),
    forEach: fc.record({
      items: text,
      itemName: name,
      indexName: maybe(name),
      maxConcurrency: count,
      onFailure: maybe(fc.constantFrom("stop", "collect")),
      toleratedFailures: count,
    }),
    while: fc.record({
      condition: text,
      test: maybe(fc.constantFrom("before", "after")),
      variables: fc.array(fc.record({ name, initial: value, next: maybe(text) }), { maxLength: 2 }),
    }),
    try: fc.constant({}),
    catch: fc.record({
      errorName: name,
      codes: maybe(fc.array(fc.constant("X"), { maxLength: 1 })),
      condition: maybe(text),
    }),
    finally: fc.constant({}),
    lock: fc.record({ entities: fc.array(fc.record({ entity, key: value }), { maxLength: 2 }) }),
    timeout: fc.record({ limitMs: value }),
    race: fc.record({ first: maybe(fc.constantFrom("settled", "succeeded")) }),
    note: fc.constant({ text: "" }),
    group: fc.constant({ title: "" }),
  };
  const withoutSteps: ReadonlySet<string> = new Set(["start", "catch", "finally", "note", "group"]);
  const node = fc.oneof(
    ...Object.entries(configs).map(([type, config]) => {
      const shape = withoutSteps.has(type)
        ? common
        : (WORK_TYPES as readonly string[]).includes(type)
          ? { ...step, retry }
          : step;
      return fc.record({ ...shape, type: fc.constant(type), config });
    }),
  );
  const anything = fc.record({
    formatVersion: fc.constant(1),
    name: fc.string({ minLength: 1, maxLength: 5 }),
    inputSchema: fc.option(
      fc.dictionary(fc.constantFrom("type", "properties", "items", "required", "pattern", "enum"), json),
      { nil: undefined },
    ),
    nodes: fc.array(node, { maxLength: 8 }),
    edges: fc.array(
      fc.record({
        id: fc.constantFrom("e1", "e2", "e3", "e4"),
        from: id,
        port: fc.constantFrom("out", "true", "false", "default", "c1", "approved", "timeout", "error", "undo"),
        to: id,
      }),
      { maxLength: 10 },
    ),
  });

  test("check and compile answer, and never throw", () => {
    fc.assert(
      fc.property(anything, (drawn) => {
        const parsed = parseGraph(JSON.parse(JSON.stringify(drawn)));
        if (!parsed.ok) return expect(parsed.problems).not.toEqual([]);
        const { graph } = parsed;
        const diagnostics = check(graph, catalog);
        const ids = new Set(graph.nodes.map((each) => each.id));
        for (const { nodeId, message, range } of diagnostics) {
          if (nodeId !== undefined) expect(ids).toContain(nodeId);
          expect(message).toMatch(/[.?]$/);
          if (range !== undefined) expect(range.from).toBeLessThanOrEqual(range.to);
        }
        const compiled = compile(graph, catalog);
        expect(compiled.ok).toBe(!diagnostics.some((each) => each.severity === "error"));
        for (const each of graph.nodes) {
          readableNames(graph, each.id);
          for (const { field } of nodeExpressions(each)) readableNames(graph, each.id, field);
        }
        deadNodes(graph, new Map(graph.nodes.map((each) => [each.id, "true"])));
      }),
      { numRuns: RUNS },
    );
  });

  test("what is no graph is refused with the place and the reason", () => {
    const parsed = parseGraph({
      formatVersion: 1,
      name: "x",
      nodes: [{ id: "a", name: "a", type: "http", config: { method: "GET" } }],
      edges: [],
    });
    expect(parsed).toMatchObject({ ok: false, problems: [{ path: "nodes.0.config.url" }] });
    expect(parseGraph(null)).toMatchObject({ ok: false });
    expect(parseGraph({ formatVersion: 2 })).toMatchObject({ ok: false });
  });

  test("JSON that is nested without end is refused, too", () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 20_000; depth++) deep = [deep];
    const node = { id: "a", name: "a", type: "return", config: { value: { literal: deep } } };
    const parsed = parseGraph({ formatVersion: 1, name: "x", nodes: [node], edges: [] });
    expect(parsed.ok).toBe(false);
  });
});
