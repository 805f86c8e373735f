import { expect, test } from "./fixtures";
import { tidying } from "./workflows";

for (const { button, tidies } of [
  { button: "Cancel and clean up", tidies: true },
  { button: "End at once", tidies: false },
]) {
  test(`a run that waits is cancelled: ${button}`, async ({ api, page, run }) => {
    const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", tidying());
    const asked = { workflowId, input: {}, requestId: "request-1" };
    const { runId } = await api.mutate<{ runId: string }>("runs.start", asked);
    await run.open(runId);
    await run.expectStatus("Running");
    await expect(run.node("Delay", "wait")).toHaveAccessibleName(/Waiting: timer/);

    await page.getByRole("button", { name: "Cancel run" }).click();
    await page.getByRole("textbox", { name: "Reason, kept in the history" }).fill("The customer has left.");
    await page.getByRole("button", { name: button }).click();

    await run.expectStatus("Cancelled");
    await expect(page.getByText("The customer has left.").first()).toBeVisible();
    await expect(run.node("Delay", "wait")).toHaveAccessibleName(/Cancelled/);
    await expect(run.node("Try", "attempt")).toHaveAccessibleName(/Cancelled/);
    await expect(run.node("Say hello", "tidy")).toHaveAccessibleName(tidies ? /Done/ : /Not reached/);
  });
}
