import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures";
import { expectNoBarrier } from "./no-barrier";
import { greeting } from "./workflows";

/*
 * Every node is placed from the palette, configured in its form, run, and seen in the run. Several of
 * them make one story; what a story does not use of a node is tested where it is decided.
 */

test("a person approves, an event is raised, and a switch goes by what was said", async ({
  designer,
  gallery,
  page,
  run,
}) => {
  await gallery.open();
  await gallery.newWorkflow();

  await test.step("ask a person, with a form", async () => {
    await designer.pick("human task", "Approval");
    await designer.rename("ask");
    await designer.set("Question", "How many may go?");
    await designer.expectNodeSettled();
    await designer.inspector.getByRole("button", { name: "Add field" }).click();
    await designer.set("Field name", "amount");
    await designer.choose("Type of amount", "whole number");
    await expectNoBarrier(page);
  });

  await test.step("then choose by the answer, case by case", async () => {
    await designer.pick("switch", "Switch");
    await designer.rename("size");
    await designer.set("Label of case 1", "many");
    await designer.set("Condition of case 1", "ask.form.amount > 10");
    await designer.expectNodeSettled();
    await designer.inspector.getByRole("button", { name: "Add case" }).click();
    await designer.set("Label of case 2", "few");
    await designer.set("Condition of case 2", "ask.form.amount > 0");
    await designer.expectNodeSettled();
    await designer.inspector.getByRole("button", { name: "Move case few up" }).click();
    await designer.inspector.getByRole("button", { name: "Move case few down" }).click();
    await expectNoBarrier(page);
  });

  await test.step("wait for an event where it is many, and fail where it is few", async () => {
    await designer.select("Switch", "size");
    await designer.pick("wait for event", "Wait for event");
    await designer.rename("paid");
    await designer.set("Event", "paid");
    await expectNoBarrier(page);
    await designer.pick("return", "Return");
    await designer.set("Value", "{ amount: ask.form.amount, by: ask.by, sum: paid.sum }");
    await designer.select("Switch", "size");
    await designer.pick("throw", "Throw");
    await designer.rename("tooFew");
    await designer.set("Code", "TooFew");
    await designer.set("Message", "That is not worth the way.");
    await expectNoBarrier(page);
    await expect(designer.canvas.edge("size", "paid", "many")).toBeAttached();
    await expect(designer.canvas.edge("size", "tooFew", "few")).toBeAttached();
    await designer.expectNoProblems();
    await designer.expectSaved();
  });

  await test.step("run it: the run says whom it waits for", async () => {
    await designer.runWithSuggestedInput();
    await run.expectStatus("Running");
    await expect(run.node("Approval", "ask")).toHaveAccessibleName(/Asks a person/);
    await run.inspector.getByRole("button", { name: "Show ask" }).click();
    await expect(run.inspector.getByText("How many may go?")).toBeVisible();
    await expectNoBarrier(page);
  });

  await test.step("the form is filled in, wrongly first", async () => {
    const amount = run.inspector.getByRole("textbox", { name: "amount", exact: true });
    await amount.fill("a dozen");
    await run.inspector.getByRole("button", { name: "Approve" }).click();
    await expect(run.inspector.getByText(/is not a (whole )?number|whole number/).first()).toBeVisible();
    await amount.fill("12");
    await run.inspector.getByRole("textbox", { name: "Who answers" }).fill("Ada");
    await run.inspector.getByRole("button", { name: "Approve" }).click();
    await expect(run.node("Approval", "ask")).toHaveAccessibleName(/approved/);
    await expect(run.node("Switch", "size")).toHaveAccessibleName(/many/);
    await expect(run.node("Throw", "tooFew")).toHaveAccessibleName(/Skipped/);
  });

  await test.step("the event is raised with a payload", async () => {
    await expect(run.node("Wait for event", "paid")).toHaveAccessibleName(/Waits for paid/);
    await run.select("Wait for event", "paid");
    await run.inspector.getByRole("textbox", { name: "Payload as JSON" }).fill('{ "sum": 30 }');
    await expectNoBarrier(page);
    await run.inspector.getByRole("button", { name: "Raise the event" }).click();
    await run.expectStatus("Completed");
    await run.showRun();
    await expect(run.output()).toContainText("Ada");
    await expect(run.output()).toContainText("30");
  });
});

test("a try undoes, catches and tidies up; a failure takes its port; code runs", async ({
  designer,
  gallery,
  page,
  run,
}) => {
  await gallery.open();
  await gallery.newWorkflow();

  await test.step("a try comes with its catch; a finally is added", async () => {
    await designer.pick("try", "Try");
    await expect(designer.node("Catch", "onFailure")).toBeVisible();
    await designer.pick("finally", "Finally");
    await expect(designer.node("Finally", "atEnd")).toBeVisible();
    await expectNoBarrier(page);
  });

  await test.step("code in it, and what undoes it", async () => {
    await designer.focus("attempt");
    await designer.pick("code", "Code");
    await designer.rename("charge");
    await designer.choose("Language", "TypeScript");
    await designer.set("Code", "const sum: number = 6 * 7;\nreturn { sum };");
    await expectNoBarrier(page);
    await designer.pick("set", "Set");
    await designer.rename("refund");
    await designer.set("Value of value", "charge.sum");
    await designer.disconnect("charge", "refund");
    await designer.connectTo("charge", "undo", "refund");
    await expect(designer.node("Set", "refund")).toBeVisible();
  });

  await test.step("then something that fails; the catch and the finally do their part", async () => {
    await designer.select("Code", "charge");
    await designer.pick("throw", "Throw");
    await designer.rename("refuse");
    await designer.set("Code", "Refused");
    await designer.set("Message", "The card was refused.");
    await designer.focus("onFailure");
    await designer.pick("return", "Return");
    await designer.rename("caught");
    await designer.set("Value", "failure.code");
    await designer.focus("atEnd");
    await designer.pick("set status", "Set status");
    await designer.rename("tidy");
    await designer.set("Status", "tidied up");
    await expectNoBarrier(page);
    await designer.focus("attempt");
    await designer.pick("return", "Return");
    await designer.rename("result");
    await designer.set("Value", "attempt");
    await designer.expectNoProblems();
    await designer.expectSaved();
  });

  await test.step("the run shows which failure was caught, and what was undone", async () => {
    await designer.runWithSuggestedInput();
    await run.expectStatus("Completed");
    await expect(run.node("Code", "charge")).toHaveAccessibleName(/Done/);
    await expect(run.node("Set", "refund")).toHaveAccessibleName(/Done/);
    await expect(run.node("Catch", "onFailure")).toHaveAccessibleName(/Caught a failure/);
    await expect(run.node("Try", "attempt")).toHaveAccessibleName(/A failure was caught/);
    await expect(run.node("Throw", "refuse")).toHaveAccessibleName(/Threw Refused/);
    await expect(run.output()).toContainText("Refused");
    await expect(run.inspector.getByRole("figure", { name: "Status of the run" })).toContainText("tidied up");
    await expectNoBarrier(page);
  });
});

test("a while repeats, a timeout limits, a race has a winner, a lock locks, entities count", async ({
  designer,
  gallery,
  page,
  run,
}) => {
  await gallery.open();
  await gallery.newWorkflow();

  await test.step("a while with a variable, and an entity called in it", async () => {
    await designer.pick("while", "While");
    await designer.rename("rounds");
    await designer.set("Condition", "round < 2");
    await designer.set("Name of variable 1", "round");
    await expectNoBarrier(page);
    await designer.pick("counter", "Call entity");
    await designer.rename("count");
    await designer.fillName("Entity", "counter");
    await designer.set("Key", "visits");
    await designer.fillName("Operation", "add");
    await expectNoBarrier(page);
  });

  await test.step("a timeout with a delay in it", async () => {
    await designer.focus("rounds");
    await designer.pick("timeout", "Timeout");
    await designer.set("Time limit", "30");
    await designer.choose("Unit of time limit", "seconds");
    await designer.pick("delay", "Delay");
    await designer.set("Duration", "50");
    await designer.choose("Unit of duration", "milliseconds");
    await expectNoBarrier(page);
  });

  await test.step("a race of two delays", async () => {
    await designer.focus("inTime");
    await designer.pick("race", "Race");
    await designer.pick("delay", "Delay");
    await designer.rename("fast");
    await designer.set("Duration", "20");
    await designer.choose("Unit of duration", "milliseconds");
    await designer.pick("delay", "Delay");
    await designer.rename("slow");
    await designer.disconnect("fast", "slow");
  });

  await test.step("a lock, and a signal in it", async () => {
    await designer.focus("first");
    await designer.pick("lock", "Lock");
    await designer.set("Key of entity 1", "visits");
    await expectNoBarrier(page);
    await designer.pick("call entity", "Call entity");
    await designer.rename("peek");
    await designer.fillName("Entity", "counter");
    await designer.set("Key", "visits");
    await designer.fillName("Operation", "get");
    await designer.focus("exclusive");
    await designer.pick("signal", "Signal entity");
    await designer.fillName("Entity", "record");
    await designer.set("Key", "last");
    await designer.fillName("Operation", "set");
    await expectNoBarrier(page);
    await designer.pick("return", "Return");
    await designer.set("Value", "{ rounds, winner: first.winner }");
    await designer.expectNoProblems();
    await designer.expectSaved();
  });

  await test.step("the run shows rounds, the winner and the lock", async () => {
    await designer.runWithSuggestedInput();
    await run.expectStatus("Completed");
    await expect(run.node("While", "rounds")).toHaveAccessibleName(/2 rounds/);
    await expect(run.node("Call entity", "count")).toHaveAccessibleName(/Done ×2/);
    await expect(run.node("Timeout", "inTime")).toHaveAccessibleName(/Done/);
    await expect(run.node("Race", "first")).toHaveAccessibleName(/fast won/);
    await expect(run.node("Delay", "slow")).toHaveAccessibleName(/Cancelled/);
    await expect(run.node("Lock", "exclusive")).toHaveAccessibleName(/Done/);
    await expect(run.output()).toContainText("fast");
  });
});

test("a workflow calls another one; the runs lead to each other", async ({ api, designer, gallery, page, run }) => {
  const child = {
    graph: {
      formatVersion: 1,
      name: "Double",
      inputSchema: { type: "object", properties: { value: { type: "number" } }, required: ["value"] },
      nodes: [
        { id: "s", name: "start", type: "start", config: {} },
        { id: "r", name: "result", type: "return", config: { value: { expression: "input.value * 2" } } },
      ],
      edges: [{ id: "e", from: "s", port: "out", to: "r" }],
    },
    layout: { s: { x: 96, y: 160 }, r: { x: 360, y: 160 } },
  };
  await api.mutate("workflows.create", child);
  await gallery.open();
  await gallery.newWorkflow();
  await designer.pick("child", "Sub-workflow");
  await designer.choose("Workflow", "Double");
  await designer.inspector.getByRole("radiogroup", { name: "How the input is given" }).getByText("Fields").click();
  await expect(designer.field("value")).toHaveText("input.value");
  await designer.set("value", "21");
  await expectNoBarrier(page);
  await designer.pick("return", "Return");
  await designer.set("Value", "sub");
  await designer.expectNoProblems();
  await designer.expectSaved();
  await designer.runWithSuggestedInput();
  await run.expectStatus("Completed");
  await expect(run.output()).toContainText("42");
  await run.select("Sub-workflow", "sub");
  await run.inspector.getByRole("link", { name: "Open the run it started" }).click();
  await expect(page.getByRole("heading", { name: "Double", exact: true }).first()).toBeVisible();
  await run.inspector.getByRole("link", { name: "another run" }).click();
  await expect(run.node("Sub-workflow", "sub")).toBeVisible();
});

test("joins, notes, frames and nodes that are switched off; the palette explains what is no node", async ({
  designer,
  gallery,
  page,
  run,
}) => {
  await gallery.open();
  await gallery.newWorkflow();
  await designer.search("parallel");
  await expect(designer.palette.getByText(/Branches run in parallel by themselves/)).toBeVisible();
  await designer.pick("set", "Set");
  await designer.rename("one");
  await designer.set("Value of value", "1");
  await designer.pick("set", "Set");
  await designer.rename("both");
  await designer.set("Value of value", "2");
  await designer.connectTo("start", "out", "both");

  await designer.select("Set", "both");
  await designer.openSection("When it runs");
  await designer.choose("Of its 2 incoming edges, begins when", "One lives");
  await expect(designer.canvas.root.getByTitle(/Starts as soon as one/)).toHaveText("any");
  await expectNoBarrier(page);

  await designer.select("Set", "one");
  await designer.inspector.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Switch off" }).click();
  await expect(designer.node("Set", "one")).toContainText("switched off");

  await designer.pick("note", "Note");
  await designer.inspector.getByRole("textbox", { name: "Text" }).fill("Mind the gap.");
  await expect(designer.canvas.root.getByText("Mind the gap.")).toBeVisible();
  await expectNoBarrier(page);
  await designer.select("Set", "both");
  await designer.pick("frame", "Frame");
  await designer.inspector.getByRole("textbox", { name: "Title" }).fill("What counts");
  await designer.choose("Colour", "green");
  await expect(designer.canvas.root.getByText("What counts")).toBeVisible();
  await expectNoBarrier(page);

  await designer.select("Set", "both");
  await designer.pick("return", "Return");
  await designer.set("Value", "both.value");
  await designer.expectNoProblems();
  await designer.expectSaved();
  await designer.runWithSuggestedInput();
  await run.expectStatus("Completed");
  await expect(run.node("Set", "one")).toHaveAccessibleName(/Switched off/);
  await expect(run.output()).toContainText("2");
});

test("a workflow is exported in every form, and its file is opened again", async ({ api, designer, gallery, page }) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", greeting("Kept in a file"));
  await designer.open(workflowId);
  await designer.expectNoProblems();
  const files = new Map<string, string>();
  for (const [form, beginning] of [
    ["JSON", "{"],
    ["YAML", "graph:"],
    ["TypeScript", "import"],
    ["Mermaid", "flowchart"],
    ["SVG", "<svg"],
    ["PNG", "\u0089PNG"],
  ] as const) {
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: form, exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^Kept-in-a-file\./);
    const file = await download.path();
    expect((await readFile(file, "latin1")).slice(0, 12)).toContain(beginning);
    files.set(form, file);
  }

  await gallery.open();
  const text = await readFile(files.get("YAML") ?? "", "utf8");
  const drop = async (name: string, content: string) => {
    const dropped = await page.evaluateHandle(
      ([fileName, body]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([body ?? ""], fileName ?? ""));
        return transfer;
      },
      [name, content],
    );
    await page.getByRole("list", { name: "Workflows" }).dispatchEvent("drop", { dataTransfer: dropped });
  };
  await drop("broken.json", '{ "nodes": 3 }');
  await expect(page.getByText("It was not imported.")).toBeVisible();
  await page.getByRole("button", { name: "Close" }).click();
  await drop("kept.yaml", text);
  await page.getByRole("button", { name: "Open in the designer" }).click();
  await page.waitForURL(/\/workflows\/[^/]+$/);
  await expect(designer.node("Say hello", "say")).toBeVisible();
  expect(designer.workflowId()).not.toBe(workflowId);
});
