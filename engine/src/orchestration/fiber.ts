import { cancellationError } from "./cancellation.js";
import type { Body } from "./context.js";
import type { Execution } from "./execution.js";
import { isAsyncGenerator, notABody, notATask } from "./not-a-task.js";
import { type Outcome, outcomeOf, stateOfTask, type TaskState, type Waiter } from "./task.js";

/** What a fiber tells when its body has ended. */
export type FiberEnded = (failed: boolean, value: unknown) => void;

const NOBODY: readonly Fiber[] = [];

/**
 * One body that runs: the orchestration's own, a fork's, an iteration's. It goes on until it waits
 * for something that has not settled. A wait for what has settled goes on at once, in a loop, so a
 * long row of finished tasks costs no stack.
 */
export class Fiber implements Waiter {
  #body: Body<unknown> | undefined;
  #awaited: TaskState | undefined;
  #children: Set<Fiber> | undefined;
  #state: "running" | "cancelled" | "told" | "ended" = "running";
  #isQuiet = false;
  /** It runs to its end whatever is cancelled around it; who waits for it is told only then. */
  isShielded = false;
  /** Called when nothing runs any more that the body had started, after its own end. */
  emptied: (() => void) | undefined;
  /** It began in the clean-up of a run that is cancelled. */
  readonly #beganInCleanUp: boolean;

  /** `parent`: the body that started it, and that it is cancelled with. */
  constructor(
    readonly execution: Execution,
    readonly open: () => Body<unknown>,
    readonly ended: FiberEnded,
    public parent: Fiber | undefined = execution.running,
  ) {
    parent?.adopt(this);
    this.#beganInCleanUp = execution.isCleaningUp || parent?.isSheltered === true;
    execution.bodyBegins();
    execution.makeReady(this);
  }

  get children(): Iterable<Fiber> {
    return this.#children ?? NOBODY;
  }
  get hasChildren(): boolean {
    return this.#children !== undefined && this.#children.size > 0;
  }
  get hasEnded(): boolean {
    return this.#state === "ended";
  }
  get isCancelled(): boolean {
    return this.#state !== "running";
  }

  /** It, or what started it, must come to its end. */
  get isSheltered(): boolean {
    return this.isShielded || this.parent?.isSheltered === true;
  }

  /** It was cancelled, and nobody is to hear how it ends. */
  get isDismissed(): boolean {
    return this.#isQuiet;
  }

  adopt(child: Fiber): void {
    this.#children ??= new Set();
    this.#children.add(child);
  }

  /** It is told as soon as everything that it has started has ended. What it waits for is taken back by the caller. */
  cancel(quiet: boolean): void {
    if (this.#state !== "running") return;
    this.#state = "cancelled";
    this.#isQuiet = quiet;
    if (!this.hasChildren) this.execution.makeReady(this);
  }

  wake(settled: TaskState | undefined): void {
    if (this.#state === "cancelled") {
      if (!this.hasChildren) this.#goOn(this.#tell());
      return;
    }
    // What it does not wait for any more, since it was cancelled, is no news.
    if (this.#state === "ended" || settled !== this.#awaited) return;
    this.#goOn(settled === undefined ? undefined : this.#heard(outcomeOf(settled)));
  }

  #tell(): Outcome {
    this.#state = "told";
    const origin = this.execution.lastAsked ?? { node: "orchestration", path: [] };
    return { failed: true, value: cancellationError(origin) };
  }

  #goOn(outcome: Outcome | undefined): void {
    const { execution } = this;
    const outer = execution.running;
    execution.running = this;
    const awaited = this.#runUntilItWaits(outcome);
    execution.running = outer;
    this.#awaited = awaited;
    if (awaited !== undefined) execution.awaitTask(awaited, this);
  }

  /** What it leaves behind is its parent's, unless somebody waits for that, too. */
  #end(failed: boolean, value: unknown): void {
    this.#state = "ended";
    this.execution.bodyIsOver();
    this.ended(failed, value);
    if (!this.hasChildren) this.#leave();
    else if (this.emptied === undefined) {
      for (const child of this.children) {
        child.parent = this.parent;
        this.parent?.adopt(child);
      }
      this.#children = undefined;
      this.#leave();
    }
  }

  #leave(): void {
    this.emptied?.();
    this.parent?.left(this);
  }

  left(child: Fiber): void {
    this.#children?.delete(child);
    if (this.hasChildren) return;
    if (this.#state === "cancelled") this.execution.makeReady(this);
    else if (this.#state === "ended") this.#leave();
  }

  /**
   * A body that waited when its run was cancelled is thrown an error where it waits, once, whatever came of that: a
   * group in which everything has settled, a fork that caught its own. From there on its clean-up is not disturbed.
   */
  #heard(outcome: Outcome | undefined): Outcome | undefined {
    if (
      !this.execution.isCleaningUp ||
      this.#beganInCleanUp ||
      this.isShielded ||
      this.isCancelled ||
      outcome === undefined
    )
      return outcome;
    this.#state = "told";
    return outcome.failed ? outcome : { failed: true, value: this.execution.cancellation() };
  }

  /** Gives the task that the body now waits for; nothing when the body has ended. */
  #runUntilItWaits(first: Outcome | undefined): TaskState | undefined {
    let resume = first;
    for (;;) {
      let done: boolean;
      let value: unknown;
      try {
        if (this.#body === undefined) {
          // A body that was cancelled before it began does not begin.
          if (resume?.failed === true) throw resume.value;
          this.#body = openBody(this.open);
        }
        const step = resume?.failed === true ? this.#body.throw(resume.value) : this.#body.next(resume?.value);
        done = step.done === true;
        value = step.value;
      } catch (thrown) {
        this.#end(true, thrown);
        return undefined;
      }
      if (done) {
        this.#end(false, value);
        return undefined;
      }
      const awaited = stateOfTask(value);
      if (awaited?.owner !== this.execution) {
        const error = notATask(value, awaited !== undefined, this.execution.lastAsked);
        resume = { failed: true, value: error };
        continue;
      }
      resume = outcomeOf(awaited);
      if (resume === undefined) return awaited;
      this.execution.markHeard(awaited);
    }
  }
}

function openBody(open: () => Body<unknown>): Body<unknown> {
  const body: unknown = open();
  const usable =
    typeof body === "object" &&
    body !== null &&
    typeof (body as Partial<Body<unknown>>).next === "function" &&
    typeof (body as Partial<Body<unknown>>).throw === "function";
  if (!usable || isAsyncGenerator(body)) throw notABody(body);
  return body as Body<unknown>;
}
