import { expect, test } from "./fixtures";
import { expectNoBarrier } from "./no-barrier";
import { greeting, missingFolder } from "./workflows";

for (const scheme of ["light", "dark"] as const) {
  test.describe(`in ${scheme} mode`, () => {
    test.use({ colorScheme: scheme });

    test("the gallery, empty and with workflows", async ({ api, gallery, page }) => {
      await gallery.open();
      await expect(page.getByRole("button", { name: "Open Hello sequence" })).toBeVisible();
      await expectNoBarrier(page);
      await api.mutate("workflows.create", greeting());
      await page.reload();
      await expect(gallery.card("Greeting")).toBeVisible();
      await expectNoBarrier(page);
    });

    test("the designer, with a node selected and a problem", async ({ designer, gallery, page }) => {
      await gallery.open();
      await gallery.openExample("Order check");
      await designer.expectNoProblems();
      await designer.select("HTTP request", "stock");
      await expectNoBarrier(page);
      await designer.rename("in stock");
      await designer.expectProblem("in stock", /name/i);
      await expectNoBarrier(page);
    });

    test("the runs list and a run, failed, now and in the past", async ({ api, page, run, runs }) => {
      const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", missingFolder());
      const asked = { workflowId, input: {}, requestId: "request-1" };
      const { runId } = await api.mutate<{ runId: string }>("runs.start", asked);
      await run.open(runId);
      await run.expectStatus("Failed");
      await expectNoBarrier(page);
      await run.select("List image files", "list");
      await run.showTab("Events");
      await expectNoBarrier(page);
      await run.showTab("Timeline");
      await run.slider.press("Home");
      await expect(run.pastBanner).toBeVisible();
      await expectNoBarrier(page);
      await runs.open();
      await expect(runs.rows).toHaveCount(1);
      await expectNoBarrier(page);
    });
  });
}
