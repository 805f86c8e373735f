import { TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GREETING, GREETING_LAYOUT } from "./graphs-for-test";
import { ServerForTest } from "./server-for-test";
import type { AppRouter } from "./trpc/router";

let server: ServerForTest;
beforeAll(async () => {
  server = await ServerForTest.start();
});
afterAll(() => server.remove());

const MACHINE = {
  StartAt: "Pay",
  States: {
    Pay: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Next: "Done" },
    Done: { Type: "Succeed" },
  },
};

async function refusalOf(text: string): Promise<TRPCClientError<AppRouter>> {
  const error = await server.api.workflows.importDefinition.mutate({ text }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TRPCClientError) return error;
  throw new Error(`The text was expected to be refused; it gave ${String(error)}.`);
}

describe("importing", () => {
  test("a state machine becomes a drawing with a report, and nothing is stored", async () => {
    const before = (await server.api.workflows.list.query({})).items.length;
    const imported = await server.api.workflows.importDefinition.mutate({ text: JSON.stringify(MACHINE), name: "Pay" });
    expect(imported).toMatchObject({
      format: "stepFunctions",
      graph: { name: "Pay" },
      states: [
        { state: "Pay", path: "States.Pay", verdict: "approximated", nodes: ["pay"] },
        { state: "Done", path: "States.Done", verdict: "mapped", nodes: ["done"], notes: [] },
      ],
    });
    expect(imported.graph.nodes.map(({ type }) => type)).toEqual(["start", "activity", "return"]);
    expect((await server.api.workflows.list.query({})).items.length).toBe(before);
    const { workflowId } = await server.api.workflows.create.mutate({ graph: imported.graph, layout: imported.layout });
    expect((await server.api.workflows.get.query({ workflowId })).graph).toEqual(imported.graph);
  });

  test("YAML is read, too", async () => {
    const text = "StartAt: Wait\nStates:\n  Wait:\n    Type: Wait\n    Seconds: 5\n    End: true\n";
    const { graph } = await server.api.workflows.importDefinition.mutate({ text });
    expect(graph.nodes[1]).toMatchObject({ type: "delay", config: { durationMs: { literal: 5_000 } } });
  });

  test("a workflow of ours comes back as it was", async () => {
    const text = JSON.stringify({ graph: GREETING, layout: GREETING_LAYOUT });
    const imported = await server.api.workflows.importDefinition.mutate({ text });
    expect(imported).toMatchObject({ format: "dacapo", graph: GREETING, layout: GREETING_LAYOUT });
  });

  test("what Step Functions would not take is refused with every field", async () => {
    const broken = { StartAt: "Pay", States: { ...MACHINE.States, Pay: { Type: "Task", Next: "Nowhere" } } };
    const refusal = await refusalOf(JSON.stringify(broken));
    expect(refusal.data?.problems?.map(({ path }) => path)).toEqual(["States.Pay.Resource", "States.Pay.Next"]);
  });

  test.each(["", "no: machine", "[1, 2]", "{", "just text"])("%j is refused", async (text) => {
    expect((await refusalOf(text)).data?.httpStatus).toBe(400);
  });
});
