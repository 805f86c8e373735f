import type { ActivityExecutor, ActivityOrder, ActivityReport } from "../activities/executor.js";
import { encodeJson } from "../model/index.js";
import type { AttemptKey, AttemptOutcome } from "../partition/event.js";
import type { Chance } from "./chance.js";
import { activityResult, BROKEN } from "./program.js";
import type { Tally } from "./tally.js";
import type { World } from "./world.js";

/** How badly activities behave while faults last. */
export interface ExecutorTemper {
  readonly fails: number;
  readonly hangs: number;
  readonly reportsLate: number;
  readonly reportsTwice: number;
  /** Such work survives the engine's process, as on another machine, and reports to the next one. */
  readonly isElsewhere: number;
}

/** The process and thread that ordered the work. It may be gone when the work is done. */
interface Host {
  readonly tell: (report: ActivityReport) => void;
}

interface Work {
  readonly order: ActivityOrder;
  readonly host: Host;
  readonly isElsewhere: boolean;
  isOver: boolean;
}

/**
 * Runs activities, as slowly and as badly as the seed says: they fail, hang, report twice, late, to the
 * wrong incarnation, or after they were told to stop.
 */
export class OutsideExecutor {
  private readonly working = new Set<Work>();
  private readonly ordered = new Set<string>();
  private readonly mended = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly chance: Chance,
    private readonly tally: Tally,
    private readonly temper: () => ExecutorTemper | undefined,
    /** Reaches whoever has the instance now. */
    private readonly report: (report: ActivityReport) => void,
  ) {}

  /** The executor as one incarnation of a thread sees it. */
  hostedBy(tell: (report: ActivityReport) => void, ordered: (order: ActivityOrder) => void): ActivityExecutor {
    const host: Host = { tell };
    return {
      run: (order) => {
        ordered(order);
        this.run(order, host);
      },
      abort: (key) => this.abort(key),
      load: () => ({ running: this.working.size, waiting: 0, atOnceMax: Number.POSITIVE_INFINITY }),
      close: () => {
        for (const work of this.working) if (work.host === host && !work.isElsewhere) this.stop(work);
      },
    };
  }

  /** What of this name has failed until now succeeds from now on. */
  mend(id: string): void {
    this.mended.add(id);
  }

  private run(order: ActivityOrder, host: Host): void {
    const { chance, tally, world } = this;
    const temper = this.temper();
    const name = `${order.executionId}:${order.taskId}:${order.attempt}`;
    if (this.ordered.has(name)) tally.repeatedOrders += 1;
    this.ordered.add(name);
    const work: Work = { order, host, isElsewhere: chance.happens(temper?.isElsewhere ?? 0), isOver: false };
    this.working.add(work);
    const { instanceId, executionId, taskId, attempt } = order;
    const key = { instanceId, executionId, taskId, attempt };
    const tell = (delayMs: number, report: ActivityReport, evenIfOver = false): void => {
      world.after(delayMs, () => {
        if (work.isOver && !evenIfOver) return;
        if (work.isElsewhere || evenIfOver) this.report(report);
        else host.tell(report);
      });
    };
    const beginsInMs = chance.spread(8);
    const worksForMs = beginsInMs + chance.spread(temper !== undefined && chance.happens(0.1) ? 2_000 : 25);
    tally.activityAttempts += 1;
    const hangs = order.name === "slow" && temper !== undefined && chance.happens(temper.hangs);
    const outcome = this.outcome(order, temper);
    // What is over at once may be reported once.
    if (!hangs && chance.happens(0.3)) {
      tell(worksForMs, { kind: "ended", key, outcome, startedAtMs: Math.floor(world.nowMs + beginsInMs) });
      return;
    }
    tell(beginsInMs, { kind: "started", key, atMs: Math.floor(world.nowMs) });
    if (hangs) {
      tally.hangingActivities += 1;
      return;
    }
    if (outcome.kind === "failed") tally.failedActivities += 1;
    tell(worksForMs, { kind: "ended", key, outcome });
    if (temper !== undefined && chance.happens(temper.reportsTwice)) {
      tally.duplicateReports += 1;
      tell(worksForMs + chance.spread(300), { kind: "ended", key, outcome: this.outcome(order, temper) }, true);
      tell(worksForMs + chance.spread(300), { kind: "started", key, atMs: Math.floor(world.nowMs) }, true);
    }
    if (temper !== undefined && chance.happens(temper.reportsLate)) {
      tally.lateReports += 1;
      tell(worksForMs + chance.spread(8_000), { kind: "ended", key, outcome }, true);
    }
  }

  private abort(key: AttemptKey): void {
    for (const work of this.working) {
      const { order } = work;
      if (order.executionId !== key.executionId || order.taskId !== key.taskId || order.attempt !== key.attempt)
        continue;
      // Some do not listen: their result comes all the same.
      if (this.temper() === undefined || this.chance.happens(0.7)) this.stop(work);
    }
  }

  private stop(work: Work): void {
    work.isOver = true;
    this.working.delete(work);
  }

  private outcome(order: ActivityOrder, temper: ExecutorTemper | undefined): AttemptOutcome {
    const result = activityResult(order.name, order.input);
    if (result === undefined) {
      const nonRetriable = order.attempt === 1 && this.chance.happens(0.5);
      return {
        kind: "failed",
        failure: { code: BROKEN, message: "It is broken.", ...(nonRetriable && { nonRetriable }) },
      };
    }
    if (order.name === "stubborn" && !this.mended.has((JSON.parse(order.input) as { readonly id: string }).id)) {
      return { kind: "failed", failure: { code: BROKEN, message: "Nobody has mended it yet.", nonRetriable: true } };
    }
    if (order.name === "flaky" && this.chance.happens(temper?.fails ?? 0)) {
      return { kind: "failed", failure: { code: "ActivityError", message: "It failed this time." } };
    }
    return { kind: "completed", result: encodeJson(result) };
  }
}
