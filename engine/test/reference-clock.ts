/**
 * Time and cancellation for the reference interpreter, on plain promises. Time passes in waves: everything that can
 * happen in one wave happens before the next.
 */

export class Clock {
  wave = 0;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  /** Settles in a later wave, at the earliest the next. */
  until(wave: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ at: Math.max(wave, this.wave + 1), wake }));
  }

  /** Lets time pass until the work is done, or nothing can happen any more. */
  async run<Result>(work: Promise<Result>): Promise<Result> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    work.then(over, over);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isOver) return work;
      const at = Math.min(...this.#sleepers.map((each) => each.at));
      if (this.#sleepers.length === 0) throw new NothingComes(NOTHING_COMES);
      this.wave = at;
      const due = this.#sleepers.filter((each) => each.at === at);
      for (const each of due) this.#sleepers.splice(this.#sleepers.indexOf(each), 1);
      for (const each of due) each.wake();
    }
  }
}

/** What a run ends with that waits for what never comes. */
export class NothingComes extends Error {}
export const NOTHING_COMES = "nothing can happen any more";

/** What work ends with that was cancelled. */
export class Cancelled extends Error {}

/** Work that is cancelled together. */
export class Scope {
  readonly #inner = new Set<Scope>();
  readonly #running = new Set<Promise<unknown>>();
  readonly #told: (() => void)[] = [];
  isCancelled = false;

  child(): Scope {
    const scope = new Scope();
    if (this.isCancelled) scope.isCancelled = true;
    this.#inner.add(scope);
    return scope;
  }

  cancel(): void {
    if (this.isCancelled) return;
    this.isCancelled = true;
    for (const tell of this.#told) tell();
    for (const scope of this.#inner) scope.cancel();
  }

  /** Waits for something, unless the scope is cancelled before. */
  wait<Result>(something: Promise<Result>): Promise<Result> {
    if (this.isCancelled) {
      something.catch(() => {});
      return Promise.reject(new Cancelled());
    }
    return Promise.race([something, new Promise<never>((_, reject) => this.#told.push(() => reject(new Cancelled())))]);
  }

  /** Work that belongs to the scope, its clean-up included. */
  start<Result>(work: Promise<Result>): Promise<Result> {
    const over: Promise<void> = work.then(
      () => {
        this.#running.delete(over);
      },
      () => {
        this.#running.delete(over);
      },
    );
    this.#running.add(over);
    return work;
  }

  /** Settles when nothing of the scope runs any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    for (const scope of this.#inner) await scope.idle();
    if (this.#running.size > 0) await this.idle();
  }
}
