import { defineActivity } from "@dacapo/engine";
import * as z from "zod";
import type { Graph, Layout } from "./api-types";

/** start → greeting → return, with an input schema that can be broken in several ways. */
export const GREETING: Graph = {
  formatVersion: 1,
  name: "Greeting",
  inputSchema: {
    type: "object",
    properties: {
      name: { type: "string", minLength: 2 },
      count: { type: "integer", minimum: 1 },
      email: { type: "string", format: "email" },
    },
    required: ["name", "count"],
    additionalProperties: false,
  },
  nodes: [
    { id: "n1", name: "start", type: "start", config: {} },
    {
      id: "n2",
      name: "greeting",
      type: "set",
      config: { fields: [{ name: "text", value: { expression: '"Hello, " + input.name' } }] },
    },
    { id: "n3", name: "done", type: "return", config: { value: { expression: "greeting.text" } } },
  ],
  edges: [
    { id: "e1", from: "n1", port: "out", to: "n2" },
    { id: "e2", from: "n2", port: "out", to: "n3" },
  ],
};

export const GREETING_LAYOUT: Layout = { n1: { x: 0, y: 0 }, n2: { x: 240, y: 0 }, n3: { x: 480, y: 0 } };

/** start → hold → return: the run waits in the activity until the test lets it go. */
export const HOLDING: Graph = {
  formatVersion: 1,
  name: "Holding",
  nodes: [
    { id: "n1", name: "start", type: "start", config: {} },
    { id: "n2", name: "hold", type: "activity", config: { activity: "test.hold", input: {} } },
    { id: "n3", name: "done", type: "return", config: { value: { expression: "hold.word" } } },
  ],
  edges: [
    { id: "e1", from: "n1", port: "out", to: "n2" },
    { id: "e2", from: "n2", port: "out", to: "n3" },
  ],
};

/** An activity that waits for the test, and the test's hand on it. */
export function holdActivity() {
  let open: () => void = () => undefined;
  let gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const activity = defineActivity({
    name: "test.hold",
    title: "Hold",
    description: "Waits until the test lets it go.",
    icon: "hand-stop",
    effects: "idempotent",
    input: z.object({}),
    output: z.object({ word: z.string() }),
    run: async (_input, { signal }) => {
      await Promise.race([
        gate,
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      ]);
      return { word: "released" };
    },
  });
  return {
    activity,
    release: () => open(),
    holdAgain: () => {
      gate = new Promise<void>((resolve) => {
        open = resolve;
      });
    },
  };
}

/** What everyone has forgotten: an edge into nowhere, a name nobody has, a missing setting. */
export const BROKEN: Graph = {
  formatVersion: 1,
  name: "Broken",
  nodes: [
    { id: "n1", name: "start", type: "start", config: {} },
    {
      id: "n2",
      name: "total",
      type: "set",
      config: { fields: [{ name: "sum", value: { expression: "nobody.price * 2" } }] },
    },
    { id: "n3", name: "lookup", type: "activity", config: { activity: "not.registered", input: {} } },
  ],
  edges: [
    { id: "e1", from: "n1", port: "out", to: "n2" },
    { id: "e2", from: "n1", port: "out", to: "n3" },
  ],
};
