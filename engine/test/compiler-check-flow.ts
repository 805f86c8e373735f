import type { GraphNode } from "../src/compiler/index.js";
import { diagnose, type Examples, each, ex, node, order, result, set, start } from "./checked-graphs.js";

const tea = order({ sku: { literal: "tea" }, quantity: { literal: 1 } });
const scope = (type: "try" | "race" | "finally", id: string, parent?: string): GraphNode =>
  node(type, id, {}, { ...(parent !== undefined && { parent }) });
const caught = (id: string, parent?: string, config: object = {}): GraphNode =>
  node("catch", id, { errorName: "problem", ...config }, { ...(parent !== undefined && { parent }) });
const lock = (id: string, key = ex("input.id"), parent?: string): GraphNode =>
  node("lock", id, { entities: [{ entity: "Counter", key }] }, { ...(parent !== undefined && { parent }) });
const count = (id: string, parent: string, key = ex("input.id"), entity = "Counter"): GraphNode =>
  node("callEntity", id, { entity, key, operation: "get" }, { parent });
const within = (one: GraphNode, parent: string): GraphNode => ({ ...one, parent });
const again = (id: string, more: object = {}): GraphNode =>
  node("while", id, {
    condition: "n < 3",
    variables: [{ name: "n", initial: { literal: 0 }, next: "n + 1" }],
    ...more,
  });

/** Mistakes of how nodes are connected and what they lie in. */
export const flowExamples = {
  "edge-port": [
    [
      "a case that a switch has not",
      () =>
        diagnose(
          [start, node("switch", "a", { cases: [{ id: "c1", label: "big", condition: "input.big" }] }), set("b")],
          "start>a a.c2>b",
        ),
      "edge-port a",
      /"c1" and "default"/,
    ],
    [
      "a failure of what cannot fail",
      () => diagnose([start, set("a"), set("b")], "start>a a.error>b"),
      "edge-port a",
      /no output "error"/,
    ],
    [
      "undoing what has done nothing",
      () => diagnose([start, set("a"), set("b")], "start>a a.undo>b"),
      "edge-port a",
      /no output "undo"/,
    ],
    [
      "a time limit that there is not",
      () =>
        diagnose([start, node("waitForEvent", "a", { event: { literal: "paid" } }), set("b")], "start>a a.timeout>b"),
      "edge-port a",
      /"timeout"/,
    ],
    [
      "a wire from a catch",
      () =>
        diagnose(
          [start, scope("try", "t"), within(set("a"), "t"), caught("c", "t"), within(set("b"), "t")],
          "start>t c>b",
        ),
      "edge-port c",
      /no output/,
    ],
    [
      "something after a throw",
      () => diagnose([start, node("throw", "a", { message: { literal: "no" } }), set("b")], "start>a a>b"),
      "edge-port a",
      /no output/,
    ],
  ],
  "edge-target": [
    [
      "a wire into a catch",
      () => diagnose([start, scope("try", "t"), within(set("a"), "t"), caught("c", "t")], "start>t a>c"),
      "edge-target a",
      /by itself/,
    ],
    [
      "a wire into a finally",
      () => diagnose([start, scope("try", "t"), within(set("a"), "t"), scope("finally", "f", "t")], "start>t a>f"),
      "edge-target a",
      /end of its Try/,
    ],
    [
      "a wire into a note",
      () => diagnose([start, node("note", "n", { text: "hm" })], "start>n"),
      "edge-target start",
      /canvas/,
    ],
  ],
  "name-taken": [
    [
      "a node called as the failure of another",
      () => diagnose([start, tea, set("a"), set("orderError")], "start>order order.error>a order>orderError"),
      "name-taken orderError name",
      /failure of "order"/,
    ],
    [
      "two variables of one loop",
      () =>
        diagnose(
          [
            start,
            again("w", {
              variables: [
                { name: "n", initial: { literal: 0 }, next: "n + 1" },
                { name: "n", initial: { literal: 0 } },
              ],
            }),
            set("a", "1", "w"),
          ],
          "start>w",
        ),
      "name-taken w config.variables.1.name",
      /two variables/,
    ],
    [
      "a caught failure called as a node",
      () => diagnose([start, scope("try", "t"), within(set("problem"), "t"), caught("c", "t")], "start>t"),
      "name-taken c config.errorName",
      /theProblem/,
    ],
  ],
  "name-unknown": [
    [
      "a variable outside of its loop",
      () => diagnose([start, again("w"), set("a", "1", "w"), set("b", "n")], "start>w w>b"),
      "name-unknown b config.fields.0.value",
      /"n"/,
    ],
    [
      "the failure of what has no wire for it",
      () => diagnose([start, tea, set("a", "orderError.code")], "start>order order>a"),
      "name-unknown a config.fields.0.value",
      /orderError/,
    ],
    [
      "a note",
      () => diagnose([start, node("note", "n", { text: "" }), set("a", "n")], "start>a"),
      "name-unknown a config.fields.0.value",
      /"n"/,
    ],
  ],
  "name-not-certain": [
    [
      "the body in its catch",
      () =>
        diagnose(
          [start, scope("try", "t"), within(set("a"), "t"), caught("c", "t"), set("b", "a.value", "c")],
          "start>t",
        ),
      "name-not-certain b config.fields.0.value",
      /may not have got so far/,
    ],
    [
      "the body in the condition of its catch",
      () =>
        diagnose(
          [start, scope("try", "t"), within(set("a"), "t"), caught("c", "t", { condition: "a.value > problem.code" })],
          "start>t",
        ),
      "name-not-certain c config.condition",
      /may not have got so far/,
    ],
    [
      "what only undoes",
      () => diagnose([start, tea, set("back"), set("a", "back.value")], "start>order order.undo>back order>a"),
      "name-not-certain a config.fields.0.value",
      /only to undo/,
    ],
    [
      "the other branch of a race",
      () => diagnose([start, scope("race", "r"), set("a", "1", "r"), set("b", "a.value", "r")], "start>r"),
      "name-not-certain b config.fields.0.value",
      /Draw a path/,
    ],
  ],
  "name-out-of-scope": [
    [
      "what a catch did, behind its try",
      () =>
        diagnose(
          [start, scope("try", "t"), within(set("a"), "t"), caught("c", "t"), set("b", "1", "c"), set("d", "b.value")],
          "start>t t>d",
        ),
      "name-out-of-scope d config.fields.0.value",
      /"c"/,
    ],
  ],
  "several-returns": [
    [
      "two returns in one body",
      () =>
        diagnose(
          [start, scope("try", "t"), within(result("a"), "t"), within(result("b"), "t"), caught("c", "t")],
          "start>t",
        ),
      "several-returns b",
      /run of "t"/,
    ],
    [
      "two returns in one branch of a race",
      () =>
        diagnose(
          [
            start,
            scope("race", "r"),
            set("x", "1", "r"),
            within(result("a"), "r"),
            within(result("b"), "r"),
            set("y", "1", "r"),
          ],
          "start>r x>a x>b",
        ),
      "several-returns b",
      /one branch/,
    ],
    [
      "a return and beginning again",
      () => diagnose([start, result("a"), node("continueAsNew", "b", { input: ex("input") })], "start>a start>b"),
      "several-returns b",
      /one run/,
    ],
  ],
  "container-empty": [
    [
      "an empty try",
      () => diagnose([start, scope("try", "t"), caught("c", "t")], "start>t"),
      "container-empty t",
      /empty/,
    ],
    ["an empty lock", () => diagnose([start, lock("l")], "start>l"), "container-empty l", /empty/],
    [
      "an empty finally",
      () => diagnose([start, scope("try", "t"), within(set("a"), "t"), scope("finally", "f", "t")], "start>t"),
      "container-empty f",
      /empty/,
    ],
  ],
  "handler-misplaced": [
    [
      "a catch on the canvas",
      () => diagnose([start, caught("c")], ""),
      "handler-misplaced c parent",
      /outside of a Try/,
    ],
    [
      "a finally in a loop",
      () => diagnose([start, each("l"), set("a", "1", "l"), scope("finally", "f", "l")], "start>l"),
      "handler-misplaced f parent",
      /outside of a Try/,
    ],
    [
      "two catches",
      () => diagnose([start, scope("try", "t"), within(set("a"), "t"), caught("c", "t"), caught("d", "t")], "start>t"),
      "handler-misplaced d parent",
      /"c" and "d"/,
    ],
  ],
  "end-misplaced": [
    [
      "a return in a finally",
      () =>
        diagnose(
          [start, scope("try", "t"), within(set("a"), "t"), scope("finally", "f", "t"), within(result("b"), "f")],
          "start>t",
        ),
      "end-misplaced b",
      /hide how the body ended/,
    ],
    [
      "the run's end in a finally",
      () =>
        diagnose(
          [
            start,
            scope("try", "t"),
            within(set("a"), "t"),
            scope("finally", "f", "t"),
            within(each("l"), "f"),
            node("return", "b", { value: ex("1"), endsRun: true }, { parent: "l" }),
          ],
          "start>t",
        ),
      "end-misplaced b",
      /"f"/,
    ],
    [
      "a return in a while",
      () => diagnose([start, again("w"), within(result("a"), "w")], "start>w"),
      "end-misplaced a",
      /last variables/,
    ],
    [
      "beginning again within a loop",
      () => diagnose([start, each("l"), node("continueAsNew", "a", { input: ex("item") }, { parent: "l" })], "start>l"),
      "end-misplaced a",
      /Move it behind "l"/,
    ],
  ],
  "undo-invalid": [
    [
      "what undoes has another wire",
      () => diagnose([start, tea, set("back"), set("a")], "start>order order.undo>back start>a a>back"),
      "undo-invalid back",
      /another wire leads to it/,
    ],
    [
      "something after what undoes",
      () => diagnose([start, tea, set("back"), set("a")], "start>order order.undo>back back>a"),
      "undo-invalid back",
      /a wire leaves it/,
    ],
    [
      "two that undo one",
      () => diagnose([start, tea, set("back"), set("a")], "start>order order.undo>back order.undo>a"),
      "undo-invalid a",
      /two nodes that undo it/,
    ],
    [
      "a return that undoes",
      () => diagnose([start, tea, result("a")], "start>order order.undo>a"),
      "undo-invalid a",
      /undoes nothing/,
    ],
    [
      "what undoes itself",
      () => diagnose([start, tea], "start>order order.undo>order"),
      "undo-invalid order",
      /itself/,
    ],
  ],
  "join-impossible": [
    [
      "three of two",
      () =>
        diagnose(
          [start, set("a"), set("b"), { ...set("c"), join: { kind: "count", count: 3 } } as GraphNode],
          "start>a start>b a>c b>c",
        ),
      "join-impossible c join.count",
      /3 wires to it live, but 2 lead/,
    ],
  ],
  "race-branches": [
    [
      "one branch",
      () => diagnose([start, scope("race", "r"), set("a", "1", "r"), set("b", "1", "r")], "start>r a>b"),
      "race-branches r",
      /second one/,
    ],
  ],
  "lock-rule": [
    [
      "a lock in a lock",
      () => diagnose([start, lock("l"), lock("m", ex("input.other"), "l"), count("a", "m")], "start>l"),
      "lock-rule m",
      /wait for each other/,
    ],
    [
      "waiting for a workflow",
      () =>
        diagnose(
          [
            start,
            lock("l"),
            node("subWorkflow", "a", { workflow: "w1", input: ex("input"), wait: true }, { parent: "l" }),
          ],
          "start>l",
        ),
      "lock-rule a",
      /do not wait for it/,
    ],
    [
      "an entity that is not locked",
      () => diagnose([start, lock("l"), count("a", "l", ex("input.id"), "Account")], "start>l"),
      "lock-rule a",
      /does not lock/,
    ],
    [
      "another key",
      () => diagnose([start, lock("l", { literal: "x" }), count("a", "l", { literal: "y" })], "start>l"),
      "lock-rule a",
      /Counter y/,
    ],
    [
      "two calls at once",
      () => diagnose([start, lock("l"), count("a", "l"), count("b", "l")], "start>l"),
      "lock-rule b",
      /"b" and "a" call/,
    ],
    [
      "a call for several items at once",
      () => diagnose([start, lock("l"), within(each("e"), "l"), count("a", "e")], "start>l"),
      "lock-rule a",
      /one item at a time/,
    ],
    [
      "a signal to what is locked",
      () =>
        diagnose(
          [
            start,
            lock("l"),
            node("signalEntity", "a", { entity: "Counter", key: ex("input.id"), operation: "get" }, { parent: "l" }),
          ],
          "start>l",
        ),
      "lock-rule a",
      /Call it instead/,
    ],
  ],
  "while-endless": [
    [
      "a condition that reads the input alone",
      () => diagnose([start, again("w", { condition: "input.on" }), set("a", "1", "w")], "start>w"),
      "while-endless w config.condition",
      /reads no variable/,
    ],
    [
      "a variable that stays as it is",
      () =>
        diagnose(
          [start, again("w", { variables: [{ name: "n", initial: { literal: 0 } }] }), set("a", "1", "w")],
          "start>w",
        ),
      "while-endless w config.condition",
      /next value/,
    ],
  ],
  "no-effect": [
    [
      "a try that nothing follows",
      () => diagnose([start, scope("try", "t"), within(set("a"), "t")], "start>t"),
      "no-effect t",
      /Add a Catch/,
    ],
    [
      "joining one wire",
      () => diagnose([start, { ...set("a"), join: { kind: "any" } } as GraphNode], "start>a"),
      "no-effect a join",
      /there is one/,
    ],
    [
      "tolerating what stops",
      () =>
        diagnose(
          [start, node("forEach", "l", { items: "[]", itemName: "item", toleratedFailures: 3 }), set("a", "1", "l")],
          "start>l",
        ),
      "no-effect l config.toleratedFailures",
      /collect/,
    ],
  ],
} satisfies Examples;
