import { expect, type Locator, type Page } from "@playwright/test";

/** `/engine`: how the engine is doing, live. */
export class EngineScreen {
  readonly #page: Page;
  readonly rows: Locator;
  readonly connection: Locator;
  readonly findings: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.rows = page.getByRole("table").getByRole("row");
    this.connection = page.getByRole("status", { name: "Connection" });
    this.findings = page.getByRole("status", { name: "What is slow" });
  }

  async open(origin = ""): Promise<void> {
    await this.#page.goto(`${origin}/engine`);
    await expect(this.#page.getByRole("heading", { level: 1, name: "Engine" })).toBeVisible();
    await expect(this.row("Thread 0")).toBeVisible();
  }

  /** A partition's or a thread's row, by the words at its head. */
  row(head: string): Locator {
    return this.rows.filter({ has: this.#page.getByRole("rowheader", { name: head }) });
  }

  /** One of the five figures at the head, as it is written. */
  async keyFigure(label: string): Promise<string> {
    return this.#described(this.#page.getByLabel("Key figures"), label);
  }

  /** One of the counts since the engine was opened. */
  async total(name: string): Promise<string> {
    return this.#described(this.#page.getByRole("region", { name: /^Since it was opened/ }), name);
  }

  async cell(head: string, column: string): Promise<string> {
    const heads = await this.#page.getByRole("columnheader").allTextContents();
    // The first column is the row's own head, which is no cell.
    const text = await this.row(head)
      .getByRole("cell")
      .nth(heads.indexOf(column) - 1)
      .textContent();
    return text ?? "";
  }

  /** How the partitions are shown, and the places of the ring. */
  get ring(): Locator {
    return this.#page.getByRole("group", { name: "Partitions, clockwise" });
  }

  view(name: "Table" | "Ring"): Locator {
    return this.#page.getByRole("radiogroup", { name: "How the partitions are shown" }).getByRole("radio", { name });
  }

  /** What stands beside the ring of the partition that was chosen. */
  detail(partition: string): Locator {
    return this.#page.getByRole("region", { name: `Partition ${partition}` });
  }

  pipeline(thread: number): Locator {
    return this.#page.getByRole("region", { name: `Commit pipeline of thread ${thread}` });
  }

  async pause(): Promise<void> {
    await this.#page.getByRole("button", { name: "Pause view" }).click();
    await expect(this.#page.getByText(/^Paused at /)).toBeVisible();
  }

  async goOn(): Promise<void> {
    await this.#page.getByRole("button", { name: "Go on" }).click();
    await expect(this.#page.getByText("4 updates per second")).toBeVisible();
  }

  async #described(list: Locator, term: string): Promise<string> {
    const definition = list.locator("dt", { hasText: term }).locator("xpath=following-sibling::dd[1]");
    return (await definition.textContent()) ?? "";
  }
}
