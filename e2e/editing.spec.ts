import { expect, test } from "./fixtures";

test("undo and redo by keyboard, and a reload shows what was drawn last", async ({ api, designer, gallery, page }) => {
  await gallery.open();
  await gallery.newWorkflow();
  await designer.dragFromPalette("Say hello", { x: 320, y: 240 });
  await designer.rename("first");
  await designer.dragFromPalette("Delay", { x: 600, y: 240 });
  await designer.connect("first output", "pause input");
  await expect(designer.canvas.edge("first", "pause")).toBeAttached();

  await page.keyboard.press("ControlOrMeta+z");
  await expect(designer.canvas.edge("first", "pause")).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(designer.node("Delay", "pause")).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect(designer.node("Delay", "pause")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect(designer.canvas.edge("first", "pause")).toBeAttached();
  await designer.expectSaved();

  await page.reload();
  await expect(designer.node("Say hello", "first")).toBeVisible();
  await expect(designer.canvas.edge("first", "pause")).toBeAttached();
  const { graph } = await api.query<{ graph: { nodes: { name: string }[] } }>("workflows.get", {
    workflowId: designer.workflowId(),
  });
  expect(graph.nodes.map((node) => node.name).sort()).toEqual(["first", "pause", "start"]);
});

test("a selected node is deleted by key and comes back by undo, with its edges", async ({
  designer,
  gallery,
  page,
}) => {
  await gallery.open();
  await gallery.openExample("Hello sequence");
  await designer.select("Say hello", "seattle");
  await page.keyboard.press("Delete");
  await expect(designer.node("Say hello", "seattle")).toHaveCount(0);
  await expect(designer.canvas.edge("tokyo", "seattle")).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(designer.node("Say hello", "seattle")).toBeVisible();
  await expect(designer.canvas.edge("tokyo", "seattle")).toBeAttached();
  await expect(designer.canvas.edge("seattle", "london")).toBeAttached();
});

test("renaming a node renames it in the expressions that read it", async ({ designer, gallery }) => {
  await gallery.open();
  await gallery.openExample("Hello sequence");
  await designer.select("Say hello", "tokyo");
  await designer.rename("kyoto");
  await designer.select("Return", "greetings");
  await expect(designer.field("Value")).toHaveText("[kyoto, seattle, london]");
  await designer.expectNoProblems();
});

test("the code is shown, and a node and its lines find each other", async ({ designer, gallery, page }) => {
  await gallery.open();
  await gallery.openExample("Order check");
  await designer.showTab("Code");
  const code = page.getByRole("tabpanel", { name: "Code" });
  await expect(code).toContainText("http.request");
  await designer.select("HTTP request", "credit");
  await expect(designer.markedCode().filter({ hasText: "/credit" })).toHaveCount(1);
  await expect(designer.markedCode().filter({ hasText: "/stock" })).toHaveCount(0);
  await code.getByText('"/stock"').click();
  await expect(designer.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("stock");
  await expect(designer.markedCode().filter({ hasText: "/stock" })).toHaveCount(1);
});
