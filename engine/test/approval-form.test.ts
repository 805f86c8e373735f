import { instanceId, openHubInMemory, orchestration } from "@dacapo/engine";
import { expect, test } from "vitest";

const form = { type: "object", properties: { amount: { type: "integer" } }, required: ["amount"] };
const asking = orchestration("asking", function* (ctx) {
  return yield* ctx.approval({ question: "How many?", form }, { node: "ask" });
});

/** How a run ends that is answered so: by whoever raises events by hand, past the checks of the app. */
async function endOf(answer: unknown) {
  const hub = await openHubInMemory({ orchestrations: [asking] });
  const id = instanceId("a");
  await hub.client.start("asking", null, { instanceId: id });
  await hub.client.raiseEvent(id, "approval:ask", answer as never);
  const { status, failure } = await hub.client.wait(id, { timeoutMs: 20_000 });
  await hub.close();
  return { status, failure };
}

test("an approval without the form that was asked for fails the wait, and says what is missing", async () => {
  expect(await endOf({ approved: true })).toMatchObject({
    status: "Failed",
    failure: { code: "EventPayloadInvalid", message: expect.stringContaining("form") },
  });
});

test("who approves fills in the form, who rejects need not", async () => {
  expect(await endOf({ approved: true, form: { amount: 3 } })).toMatchObject({ status: "Completed" });
  expect(await endOf({ approved: false })).toMatchObject({ status: "Completed" });
});
