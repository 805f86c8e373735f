import { expect, test } from "./fixtures";
import { manyEvents } from "./workflows";

const CUT_MS = 10_000;
const PAUSE_MS = 500;
/** The page must be there before the run is over, on a busy machine, too. */
const LONG_PAUSE_MS = 4_000;
/** Four at a time: about twenty seconds, so that the run begins before the cut and ends after it. */
const ITEMS = 160;

test("pulling the cable for ten seconds loses and repeats no event", async ({ api, cable, page, run }) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", manyEvents(PAUSE_MS));
  const input = { items: Array.from({ length: ITEMS }, (_, index) => index) };
  const { runId } = await api.mutate<{ runId: string }>("runs.start", { workflowId, input, requestId: "request-1" });

  await run.open(runId, cable.origin);
  await run.expectStatus("Running");
  await expect.poll(async () => (await run.place()).of).toBeGreaterThan(50);

  await cable.pull();
  await expect(run.connectionBanner).toContainText("Reconnecting. Nothing is lost.");
  const atCut = (await run.place()).of;
  await page.waitForTimeout(CUT_MS);
  expect((await run.place()).of).toBe(atCut);
  const meanwhile = await api.query<{ eventCount: number }>("runs.get", { runId });
  expect(meanwhile.eventCount).toBeGreaterThan(atCut);
  await cable.plug();

  await expect(run.connectionBanner).toBeHidden();
  await run.expectStatus("Completed", 60_000);
  const { eventCount } = await api.query<{ eventCount: number }>("runs.get", { runId });
  await expect.poll(async () => (await run.place()).of).toBe(eventCount);
  expect(await run.eventNumbers()).toEqual(Array.from({ length: eventCount }, (_, index) => index + 1));
});

test("a page that is opened while the network is down for a moment follows the run by itself", async ({
  api,
  cable,
  run,
}) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", manyEvents(LONG_PAUSE_MS));
  const { runId } = await api.mutate<{ runId: string }>("runs.start", {
    workflowId,
    input: { items: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
    requestId: "request-1",
  });
  await run.open(runId, cable.origin);
  await run.expectStatus("Running");
  for (let cut = 0; cut < 3; cut++) {
    await cable.pull();
    await cable.plug();
  }
  await run.expectStatus("Completed");
  const { eventCount } = await api.query<{ eventCount: number }>("runs.get", { runId });
  expect(await run.eventNumbers()).toEqual(Array.from({ length: eventCount }, (_, index) => index + 1));
});
