import { expect, type Locator, type Page } from "@playwright/test";
import { Canvas, middleOf } from "./canvas";
import { replaceText } from "./replace-text";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `/workflows/[workflowId]`: where a workflow is drawn. */
export class DesignerScreen {
  readonly #page: Page;
  readonly canvas: Canvas;
  readonly palette: Locator;
  readonly inspector: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.canvas = new Canvas(page);
    this.palette = page.getByRole("complementary", { name: "Palette", exact: true });
    this.inspector = page.getByRole("complementary", { name: "Inspector", exact: true });
  }

  async open(workflowId: string): Promise<void> {
    await this.#page.goto(`/workflows/${workflowId}`);
    await expect(this.canvas.root).toBeVisible();
  }

  workflowId(): string {
    return decodeURIComponent(new URL(this.#page.url()).pathname.slice("/workflows/".length));
  }

  node(typeTitle: string, name: string): Locator {
    return this.canvas.node(typeTitle, name);
  }

  /** Drags an entry of the palette to a place on the canvas, in pixels from its top left corner. */
  async dragFromPalette(title: string, to: Point): Promise<void> {
    const entry = this.palette.getByRole("button", { name: title, exact: true });
    await entry.scrollIntoViewIfNeeded();
    const from = await middleOf(entry);
    const canvas = await this.canvas.root.boundingBox();
    if (canvas === null) throw new Error("The canvas is not drawn.");
    await this.#drag(from, { x: canvas.x + to.x, y: canvas.y + to.y });
  }

  /** Draws an edge with the mouse, from one port to another: `connect("stock output", "enough input")`. */
  async connect(from: string, to: string): Promise<void> {
    await this.#drag(await middleOf(this.canvas.port(from)), await middleOf(this.canvas.port(to)));
  }

  async select(typeTitle: string, name: string): Promise<void> {
    await this.node(typeTitle, name).click();
    await expect(this.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue(name);
  }

  async rename(name: string): Promise<void> {
    await this.inspector.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  }

  /** A setting of the selected node. */
  field(label: string): Locator {
    return this.inspector.getByRole("textbox", { name: label, exact: true });
  }

  /** What stands beside a setting that is an expression: its type, and whether that fits. */
  typeTag(label: string): Locator {
    const named = this.#page.getByRole("textbox", { name: label, exact: true });
    const setting = this.inspector.locator("[data-field]").filter({ has: named });
    return setting.getByRole("note", { name: /^Type: / });
  }

  /** Types into a setting, key by key, in place of what is there. */
  async type(label: string, text: string): Promise<void> {
    const field = this.field(label);
    await field.click();
    await field.press("ControlOrMeta+a");
    await field.press("Delete");
    await field.pressSequentially(text);
    // A list of names to complete may be open; it is left as typed.
    await this.inspector.getByRole("textbox", { name: "Name", exact: true }).focus();
  }

  /** Types into the palette's search. */
  async search(words: string): Promise<void> {
    await this.palette.getByRole("combobox", { name: "Search nodes" }).fill(words);
  }

  /** Adds what the palette finds under these words, with the keyboard: after the selected node, or at the loose end. */
  async pick(words: string, title: string): Promise<void> {
    await this.search(words);
    const entry = this.palette.getByRole("button", { name: title, exact: true });
    await expect(entry).toBeVisible();
    await entry.focus();
    await entry.press("Enter");
    await expect(this.inspector.getByRole("textbox", { name: "Name", exact: true })).toBeVisible();
  }

  /** Selects a node wherever it is, by the keyboard: of a container its head alone would take the pointer. */
  async focus(name: string): Promise<void> {
    const node = this.canvas.root.getByRole("group", { name: new RegExp(`^(?!Edge ).* ${name}$`) });
    await node.focus();
    await node.press("Enter");
    await expect(this.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue(name);
  }

  /** Nothing is wrong with the selected node, so nothing in the inspector is about to move. */
  async expectNodeSettled(): Promise<void> {
    await expect(this.inspector.getByRole("list", { name: "Problems of this node" })).toHaveCount(0);
  }

  /** Chooses in a list of the inspector. */
  async choose(label: string, option: string): Promise<void> {
    await this.inspector.getByRole("combobox", { name: label, exact: true }).selectOption({ label: option });
  }

  /** Types the name of something that is registered elsewhere. */
  async fillName(label: string, name: string): Promise<void> {
    await this.inspector.getByRole("combobox", { name: label, exact: true }).fill(name);
  }

  /** Puts a text into a setting at once, in place of what is there. */
  async set(label: string, text: string): Promise<void> {
    await replaceText(this.field(label), text);
  }

  async openSection(title: string): Promise<void> {
    const head = this.inspector.getByRole("button", { name: new RegExp(`^${title}`) });
    if ((await head.getAttribute("aria-expanded")) === "false") await head.click();
  }

  /** Draws an edge in the inspector, as one does without a pointer. */
  async connectTo(from: string, port: string, to: string): Promise<void> {
    await this.focus(from);
    const label = port === "out" ? "Connect to" : `Connect ${port} to`;
    await this.choose(label, to);
  }

  /** Takes the edge from one node to another away, in the inspector of the first. */
  async disconnect(from: string, to: string): Promise<void> {
    await this.focus(from);
    await this.inspector.getByRole("button", { name: `Disconnect from ${to}` }).click();
  }

  /** Whether a setting is an expression, a fixed value, … */
  async chooseMode(label: string, mode: string): Promise<void> {
    await this.inspector.getByRole("button", { name: new RegExp(`^${label}: .*Change$`) }).click();
    await this.#page.getByRole("menuitem", { name: mode }).click();
  }

  get problems(): Locator {
    return this.#page.getByRole("list", { name: "Problems", exact: true }).getByRole("listitem");
  }

  /** Opens a tab of the panel below the canvas, if it is not the open one: a click on that would fold it. */
  async showTab(name: "Problems" | "Code"): Promise<void> {
    const tab = this.#page.getByRole("tab", { name: new RegExp(`^${name}`) });
    if ((await tab.getAttribute("aria-selected")) !== "true") await tab.click();
    await expect(tab).toHaveAttribute("aria-selected", "true");
  }

  /** The lines of the code that belong to the selected node. */
  markedCode(): Locator {
    return this.#page.getByRole("tabpanel", { name: "Code" }).locator("[class*=markedLine]");
  }

  /** What the designer says in passing. */
  notice(sentence: RegExp): Locator {
    return this.canvas.root.getByText(sentence);
  }

  /** The problem is on the node and in the list. */
  async expectProblem(node: string, sentence: RegExp): Promise<void> {
    await this.showTab("Problems");
    await expect(this.problems.filter({ hasText: node }).filter({ hasText: sentence })).not.toHaveCount(0);
  }

  async expectNoProblems(): Promise<void> {
    await expect(this.canvas.root).toBeVisible();
    await this.showTab("Problems");
    // Their words are in the report when there are any.
    await expect(this.problems).toHaveText([]);
    await expect(this.runButton).toBeEnabled();
  }

  get runButton(): Locator {
    return this.#page.getByRole("banner").getByRole("button", { name: /^Run/ });
  }

  get runDialog(): Locator {
    return this.#page.getByRole("dialog", { name: /^Run/ });
  }

  /** Runs with the input that the dialog suggests, and lands on the run. */
  async runWithSuggestedInput(): Promise<void> {
    await this.runButton.click();
    await this.startRun();
  }

  /** Gives the input as JSON, whatever form the dialog offers. */
  async enterInput(input: unknown): Promise<void> {
    const asJson = this.runDialog.getByRole("radiogroup", { name: "How the input is given" });
    const json = this.runDialog.getByRole("textbox", { name: "Input as JSON" });
    // One of them is there as soon as the dialog is.
    await expect(asJson.or(json).first()).toBeVisible();
    if (await asJson.isVisible()) await asJson.getByText("JSON", { exact: true }).click();
    await replaceText(json, JSON.stringify(input));
  }

  async tryToStartRun(): Promise<void> {
    await this.runDialog.getByRole("button", { name: /^Start run/ }).click();
  }

  async startRun(): Promise<void> {
    await this.tryToStartRun();
    await this.#page.waitForURL(/\/runs\/[^/]+$/);
  }

  /** What is wrong with the input, one by one. */
  get inputProblems(): Locator {
    return this.runDialog.getByRole("alert").getByRole("listitem");
  }

  /** Waits until the server has everything that was drawn. */
  async expectSaved(): Promise<void> {
    await expect(this.#page.getByRole("banner").getByText("Saved", { exact: true })).toBeVisible();
  }

  async #drag(from: Point, to: Point): Promise<void> {
    const { mouse } = this.#page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
    await mouse.move(to.x, to.y, { steps: 5 });
    await mouse.up();
  }
}
