import { expect, test } from "./fixtures";
import { greeting, withInput } from "./workflows";

test("problems appear on the node and in the list as one types, and go when they are mended", async ({
  designer,
  gallery,
}) => {
  await gallery.open();
  await gallery.newWorkflow();

  await test.step("a setting is missing, and the node cannot be reached", async () => {
    await designer.dragFromPalette("HTTP request", { x: 360, y: 240 });
    await designer.rename("stock");
    await designer.expectProblem("stock", /URL|url/);
    await designer.expectProblem("stock", /reach|start/i);
    await expect(designer.node("HTTP request", "stock")).toContainText("2 problems");
    await expect(designer.runButton).toBeDisabled();
    await designer.connect("start output", "stock input");
    await expect(designer.node("HTTP request", "stock")).toContainText("1 problem");
  });

  await test.step("an unknown name in an expression", async () => {
    await designer.select("HTTP request", "stock");
    await designer.chooseMode("URL", "Expression");
    await designer.type("URL", "inptu.service");
    await designer.expectProblem("stock", /inptu/);
    await expect(designer.runButton).toBeDisabled();
    await designer.type("URL", "input.service");
    await expect(designer.node("HTTP request", "stock")).not.toContainText("problem");
  });

  await test.step("a name that is not certain to exist", async () => {
    await designer.dragFromPalette("If", { x: 620, y: 240 });
    await designer.rename("enough");
    await designer.type("Condition", "stock.status === 200");
    await designer.connect("stock output", "enough input");
    await designer.dragFromPalette("Set", { x: 620, y: 80 });
    await designer.rename("order");
    await designer.type("Value of value", "stock.body");
    await designer.connect("enough output true", "order input");
    await designer.dragFromPalette("Return", { x: 860, y: 240 });
    await designer.rename("result");
    await designer.type("Value", "order.value");
    await designer.connect("order output", "result input");
    await designer.connect("enough output false", "result input");
    await designer.expectProblem("result", /order/);
    await expect(designer.node("Return", "result")).toContainText("1 problem");
    await designer.type("Value", "stock.body");
    await expect(designer.node("Return", "result")).not.toContainText("problem");
  });

  await test.step("a cycle cannot be drawn, and the reason is said", async () => {
    await designer.connect("order output", "stock input");
    await expect(designer.canvas.edge("order", "stock")).toHaveCount(0);
    await expect(designer.notice(/A workflow has no cycles/)).toBeVisible();
  });

  await test.step("a problem in the list leads to its setting", async () => {
    await designer.select("If", "enough");
    await designer.type("Condition", "stock.status ===");
    await designer.select("Start", "start");
    await designer.expectProblem("enough", /./);
    await designer.problems.filter({ hasText: "enough" }).first().getByRole("button").click();
    await expect(designer.field("Condition")).toBeFocused();
  });
});

test("a cycle that came from elsewhere is told", async ({ api, designer }) => {
  const { graph, layout } = greeting();
  const { edges } = graph as { edges: unknown[] };
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", {
    graph: {
      ...(graph as object),
      nodes: [
        ...(graph as { nodes: unknown[] }).nodes,
        {
          id: "again",
          name: "again",
          type: "activity",
          config: { activity: "hello.say", input: { name: { literal: "x" } } },
        },
      ],
      edges: [
        ...edges,
        { id: "say-again", from: "say", port: "out", to: "again" },
        { id: "again-say", from: "again", port: "out", to: "say" },
      ],
    },
    layout,
  });
  await designer.open(workflowId);
  await designer.expectProblem("say", /wires .*"again" → "say" → "again"|wires .*"say" → "again" → "say"/);
  await expect(designer.node("Say hello", "say")).toContainText("problem");
  await expect(designer.runButton).toBeDisabled();
});

test("a bad input is refused in the dialog with every violation, and a good one runs", async ({
  api,
  designer,
  run,
}) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", withInput());
  await designer.open(workflowId);
  await designer.runButton.click();
  await designer.enterInput({ sku: "x", quantity: 0, note: "far too long", other: true });
  await designer.tryToStartRun();
  for (const part of [/sku|Product/, /quantity|Quantity/, /note|Note/, /other/]) {
    await expect(designer.runDialog).toContainText(part);
  }
  await expect(designer.inputProblems).toHaveCount(4);
  expect((await api.query<{ items: unknown[] }>("runs.list", {})).items).toEqual([]);

  await designer.enterInput({ sku: "tea", quantity: 2 });
  await designer.startRun();
  await run.expectStatus("Completed");
});

test("a run is begun by keyboard alone, from wherever one is in the dialog", async ({ api, designer, page, run }) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", withInput());
  await designer.open(workflowId);
  await page.keyboard.press("Control+Enter");
  await designer.enterInput({ sku: "tea", quantity: 2 });
  await designer.runDialog.getByRole("button", { name: "Close" }).focus();
  await page.keyboard.press("Control+Enter");
  await run.expectStatus("Completed");
});

test("a workflow that asks for nothing, or whose input is there, starts with two keys", async ({
  api,
  designer,
  page,
  run,
}) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", greeting());
  await designer.open(workflowId);
  await page.keyboard.press("Control+Enter");
  await expect(designer.runDialog.getByRole("button", { name: /^Start run/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await run.expectStatus("Completed");
});
