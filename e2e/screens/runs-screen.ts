import { expect, type Locator, type Page } from "@playwright/test";

/** `/runs`: every run, newest first. */
export class RunsScreen {
  readonly #page: Page;
  readonly rows: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.rows = page
      .getByRole("table")
      .getByRole("row")
      .filter({ has: page.getByRole("link") });
  }

  async open(): Promise<void> {
    await this.#page.goto("/runs");
    await expect(this.#page.getByRole("heading", { level: 1, name: "Runs" })).toBeVisible();
  }

  /** The ids of the runs that are listed, in the order of the list. */
  async ids(): Promise<string[]> {
    const links = await this.rows.getByRole("link").all();
    return Promise.all(
      links.map(async (link) => decodeURIComponent((await link.getAttribute("href")) ?? "").slice("/runs/".length)),
    );
  }

  /** The words of one column, from the top. */
  async column(name: string): Promise<string[]> {
    const heads = await this.#page.getByRole("columnheader").allTextContents();
    const cells = await Promise.all(
      (await this.rows.all()).map((row) => row.getByRole("cell").nth(heads.indexOf(name)).textContent()),
    );
    return cells.map((text) => text ?? "");
  }

  async showStatus(label: string): Promise<void> {
    const choice = this.#page.getByRole("group", { name: "Status" }).getByRole("button", { name: label, exact: true });
    await choice.click();
    await expect(choice).toHaveAttribute("aria-pressed", "true");
  }

  async showWorkflow(name: string): Promise<void> {
    await this.#page.getByRole("combobox", { name: "Workflow" }).click();
    await this.#page.getByRole("option", { name, exact: true }).click();
  }

  async loadMore(): Promise<void> {
    await this.#page.getByRole("button", { name: "Load more" }).click();
  }

  foot(): Locator {
    return this.#page.getByText(/^(All|First) \d+ runs\.$|^1 run\.$/);
  }
}
