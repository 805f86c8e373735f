import { mkdir } from "node:fs/promises";
import path from "node:path";
import Database from "libsql";
import { SmtpServerForTest } from "../app/_server/activities/smtp-server-for-test";
import { test as base, expect } from "./fixtures";
import { expectNoBarrier } from "./no-barrier";
import { ServerProcess } from "./server-process";

/** A mail server in this process; Dacapo is told of it, and has a database among its files. */
const test = base.extend<{ readonly smtp: SmtpServerForTest }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for one.
  smtp: async ({}, use) => {
    const smtp = new SmtpServerForTest();
    await smtp.listen();
    await use(smtp);
    await smtp.close();
  },
  server: async ({ smtp }, use, info) => {
    const dataDir = info.outputPath("data");
    await mkdir(path.join(dataDir, "files"), { recursive: true });
    const shop = new Database(path.join(dataDir, "files", "shop.db"));
    shop.exec(
      "CREATE TABLE item (name TEXT, priceCents INTEGER); INSERT INTO item VALUES ('ink', 900), ('pen', 150), ('paper', 400)",
    );
    shop.close();
    const server = new ServerProcess(dataDir, { DACAPO_SMTP_URL: `smtp://127.0.0.1:${smtp.port}` });
    await server.start();
    await use(server);
    await server.stop();
    if (info.status !== info.expectedStatus) await info.attach("server", { body: server.output });
  },
});

test("a database is asked and changed, and a mail tells of it", async ({ designer, gallery, page, run, smtp }) => {
  await gallery.open();
  await gallery.newWorkflow();

  const fixed = async (label: string, mode: string, value: string) => {
    await designer.chooseMode(label, mode);
    await designer.set(label, value);
  };

  await test.step("ask a SQLite file, with a parameter", async () => {
    await designer.pick("sqlite", "SQL query");
    await designer.rename("cheap");
    await fixed("connection", "Fixed value", "files/shop.db");
    await fixed("query", "Fixed value", "SELECT name, priceCents FROM item WHERE priceCents < $1 ORDER BY priceCents");
    await designer.type("parameters", "[500]");
    await designer.expectNodeSettled();
    await expectNoBarrier(page);
  });

  await test.step("change it, which has to be allowed", async () => {
    await designer.pick("sql", "SQL query");
    await designer.rename("raise");
    await fixed("connection", "Fixed value", "files/shop.db");
    await fixed("query", "Fixed value", "UPDATE item SET priceCents = priceCents + :more WHERE priceCents < 500");
    await designer.type("parameters", '{ "more": 10 }');
    await designer.choose("readOnly", "false");
    await designer.expectNodeSettled();
  });

  await test.step("send a mail about it", async () => {
    await designer.pick("smtp", "Send mail");
    await designer.rename("tell");
    await fixed("from", "Fixed value", "Shop <shop@example.com>");
    await fixed("to", "Fixed text", "ann@example.com, ben@example.com");
    await fixed("subject", "Fixed value", "What is cheap");
    await designer.type("text", "cheap.rows.length + ' things, and ' + raise.changed + ' dearer now'");
    await designer.expectNodeSettled();
    await expectNoBarrier(page);
    await designer.pick("return", "Return");
    await designer.set("Value", "{ cheap: cheap.rows.map((row) => row.name).join(), refused: tell.rejected[0].reply }");
    await designer.expectNoProblems();
    await designer.expectSaved();
  });

  await test.step("run it: what was read, changed and sent is in the run", async () => {
    smtp.answers = (line) => (line.startsWith("RCPT TO:<ben") ? "550 Nobody is called so" : undefined);
    await designer.runWithSuggestedInput();
    await run.expectStatus("Completed");
    await expect(run.output()).toContainText("pen,paper");
    await expect(run.output()).toContainText("Nobody is called so");
    await run.select("SQL query", "cheap");
    await expect(run.outputOf("cheap")).toContainText("priceCents");
    await run.select("SQL query", "raise");
    await expect(run.outputOf("raise")).toContainText("changed: 2");
    await run.select("Send mail", "tell");
    await expect(run.outputOf("tell")).toContainText("ann@example.com");
    await expectNoBarrier(page);
    expect(smtp.mails).toHaveLength(1);
    expect(smtp.mails[0]).toMatchObject({ from: "shop@example.com", to: ["ann@example.com"] });
    expect(smtp.mails[0]?.data).toContain("2 things, and 2 dearer now");
    expect(smtp.mails[0]?.data).toContain(encodeURIComponent(run.runId()));
  });

  await test.step("what may not be read is a failure that says so", async () => {
    await page.goBack();
    await designer.select("SQL query", "raise");
    await designer.choose("readOnly", "true");
    await designer.expectSaved();
    await designer.runWithSuggestedInput();
    await run.expectStatus("Failed");
    await run.select("SQL query", "raise");
    await expect(run.inspector.getByText(/must begin with SELECT, VALUES or WITH/).first()).toBeVisible();
    expect(smtp.mails).toHaveLength(1);
  });
});
