import { expect, type Locator, type Page } from "@playwright/test";
import { Canvas, middleOf } from "./canvas";

/** How often a list that shows nothing new is looked at, 50 ms apart, before it is taken to be at its end. */
const STILL_LOOKS = 20;

/** `/runs/[runId]`: a run on its own graph, with its timeline. */
export class RunScreen {
  readonly #page: Page;
  readonly canvas: Canvas;
  readonly inspector: Locator;
  /** The playhead: one slider over the events. */
  readonly slider: Locator;
  readonly pastBanner: Locator;
  readonly connectionBanner: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.canvas = new Canvas(page);
    this.inspector = page.getByRole("complementary", { name: "Inspector", exact: true });
    this.slider = page.getByRole("slider", { name: "Event", exact: true });
    this.pastBanner = page.getByRole("region", { name: "The past", exact: true });
    this.connectionBanner = page.getByRole("status", { name: "Connection", exact: true });
  }

  async open(runId: string, origin = ""): Promise<void> {
    await this.#page.goto(`${origin}/runs/${runId}`);
  }

  runId(): string {
    return decodeURIComponent(new URL(this.#page.url()).pathname.slice("/runs/".length));
  }

  node(typeTitle: string, name: string): Locator {
    return this.canvas.node(typeTitle, name);
  }

  /** Waits until the run is, in the words of the screen, `Completed`, `Failed`, `Running`… */
  async expectStatus(word: string, timeoutMs = 30_000): Promise<void> {
    await expect(this.#page.getByRole("banner").getByText(word, { exact: true })).toBeVisible({ timeout: timeoutMs });
  }

  async select(typeTitle: string, name: string): Promise<void> {
    await this.node(typeTitle, name).click();
    await expect(this.inspector.getByRole("heading", { name, exact: true })).toBeVisible();
  }

  /** Shows the run itself in the inspector, and not a node. */
  async showRun(): Promise<void> {
    const close = this.inspector.getByRole("button", { name: "Show the run instead" });
    if (await close.isVisible()) await close.click();
  }

  output(): Locator {
    return this.inspector.getByRole("figure", { name: "Output of the run" });
  }

  outputOf(node: string): Locator {
    return this.inspector.getByRole("figure", { name: `Output of ${node}`, exact: true });
  }

  async showTab(name: "Timeline" | "Events" | "Code"): Promise<void> {
    await this.#page.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
  }

  /** The event that is looked at, and how many there are. */
  async place(): Promise<{ readonly at: number; readonly of: number }> {
    const [at, of] = await Promise.all([
      this.slider.getAttribute("aria-valuenow"),
      this.slider.getAttribute("aria-valuemax"),
    ]);
    return { at: Number(at), of: Number(of) };
  }

  /** Drags the playhead to a share of the timeline's width, from 0 to 1. */
  async scrubTo(share: number): Promise<void> {
    const box = await this.slider.boundingBox();
    if (box === null) throw new Error("The timeline is not drawn.");
    const middle = await middleOf(this.slider);
    await this.#page.mouse.move(middle.x, middle.y);
    await this.#page.mouse.down();
    await this.#page.mouse.move(box.x + box.width * share, middle.y, { steps: 8 });
    await this.#page.mouse.up();
  }

  /**
   * The numbers of all events in the list, from the top, as they are shown. The list draws only what
   * is in sight, so it is gone through with the wheel, as a person would.
   */
  async eventNumbers(): Promise<number[]> {
    await this.showTab("Events");
    const list = this.#page.getByRole("listbox", { name: "Events of the run" });
    await list.hover();
    await list.press("Home");
    const options = list.getByRole("option");
    await expect(list.locator('[aria-posinset="1"]')).toBeVisible();
    const count = Number(await options.first().getAttribute("aria-setsize"));
    const seen: number[] = [];
    for (let stillFor = 0; ; ) {
      const shown = await options.evaluateAll((rows) =>
        rows
          .map((row) => ({ number: Number(row.getAttribute("aria-posinset")), top: row.getBoundingClientRect().top }))
          .sort((a, b) => a.top - b.top)
          .map(({ number }) => number),
      );
      const fresh = shown.filter((number) => number > (seen.at(-1) ?? 0));
      // A repeat within what is in sight is a repeat in the list.
      const repeated = shown.filter((number, index) => shown.indexOf(number) !== index);
      seen.push(...repeated, ...fresh);
      // A slow page draws what was scrolled to after a while.
      stillFor = fresh.length === 0 ? stillFor + 1 : 0;
      if ((seen.at(-1) ?? 0) >= count || stillFor === STILL_LOOKS) return seen;
      await options.last().scrollIntoViewIfNeeded();
      await this.#page.mouse.wheel(0, 300);
      await this.#page.waitForTimeout(50);
    }
  }
}
