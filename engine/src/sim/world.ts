interface Happening {
  readonly atMs: number;
  readonly order: number;
  act: (() => void) | undefined;
}

/** Why a world came to rest. */
export type Rest = "done" | "nothing left to happen" | "too many events" | "too much time";

/** Any day will do, as long as no clock that is set back comes before 1970. */
const BEGINNING_MS = Date.UTC(2030, 0, 1);

/**
 * Time, and what happens in it. One thing happens after the other; what promises have to say about
 * it is heard before the next. Nothing in here waits for the real clock.
 */
export class World {
  private readonly heap: Happening[] = [];
  private made = 0;
  /** How many things have happened. */
  events = 0;
  nowMs = BEGINNING_MS;

  get elapsedMs(): number {
    return this.nowMs - BEGINNING_MS;
  }

  /** Something that happens once, `delayMs` from now. Returns what takes it back. */
  after(delayMs: number, act: () => void): () => void {
    this.made += 1;
    const happening: Happening = { atMs: this.nowMs + delayMs, order: this.made, act };
    this.push(happening);
    return () => {
      happening.act = undefined;
    };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Time that passes within a call: a write to a disk, a computation. */
  elapse(ms: number): void {
    this.nowMs += ms;
  }

  /** Lets things happen until it is done, or cannot go on. */
  async run(
    isDone: () => boolean,
    limits: { readonly eventsMax: number; readonly elapsedMsMax: number },
  ): Promise<Rest> {
    await promisesHeard();
    while (!isDone()) {
      const next = this.pop();
      if (next === undefined) return "nothing left to happen";
      if (next.act === undefined) continue;
      this.nowMs = Math.max(this.nowMs, next.atMs);
      this.events += 1;
      if (this.events > limits.eventsMax) return "too many events";
      if (this.elapsedMs > limits.elapsedMsMax) return "too much time";
      next.act();
      await promisesHeard();
    }
    return "done";
  }

  private push(happening: Happening): void {
    const { heap } = this;
    let index = heap.length;
    heap.push(happening);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(happening, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = happening;
  }

  private pop(): Happening | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      if (left === undefined) break;
      const smaller = right !== undefined && isBefore(right, left) ? right : left;
      if (!isBefore(smaller, last)) break;
      heap[index] = smaller;
      index = smaller === left ? 2 * index + 1 : 2 * index + 2;
    }
    heap[index] = last;
    return top;
  }
}

/**
 * A process while it lives, or a thread within one. What it has set going ends with it: after `end`
 * nothing that was scheduled through it happens any more.
 */
export class Life {
  private hasEnded = false;
  private last: (() => void)[] = [];

  constructor(
    private readonly world: World,
    /** Of the process that a thread is in. */
    private readonly around?: Life,
  ) {}

  get alive(): boolean {
    return !this.hasEnded && (this.around?.alive ?? true);
  }

  after(delayMs: number, act: () => void): () => void {
    return this.world.after(delayMs, () => {
      if (this.alive) act();
    });
  }

  /** Something that happens at the moment of its end. */
  atEnd(act: () => void): void {
    this.last.push(act);
  }

  end(): void {
    for (const act of this.last.splice(0)) act();
    this.hasEnded = true;
  }
}

function isBefore(a: Happening, b: Happening): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/** An immediate comes only after every promise that can go on has gone on. */
const promisesHeard = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
