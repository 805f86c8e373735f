import type { Clock } from "./clock.js";
import type { ThreadReport } from "./metrics.js";
import type { RecoveryProgress } from "./recovery-progress.js";

/** Whoever looks on must not wait for a thread that hangs or is away: that is what they came to see. */
const ANSWER_MS_MAX = 500;

export interface ThreadReportsParts {
  readonly clock: Clock;
  /** Asks a thread; answered when it is there and has time. */
  readonly ask: (thread: number) => Promise<ThreadReport>;
  /** False while a thread is being restarted. */
  readonly isUp: (thread: number) => boolean;
  /** How far it is, read from outside; `undefined` when it does not recover, or that cannot be seen. */
  readonly recoveryOf: (thread: number) => RecoveryProgress | undefined;
}

/** What each thread tells of itself; of one that does not answer, how it was last seen. */
export class ThreadReports {
  private readonly last = new Map<number, ThreadReport>();
  /** A thread is asked once at a time, however often somebody looks. */
  private readonly asking = new Map<number, Promise<ThreadReport>>();

  constructor(private readonly parts: ThreadReportsParts) {}

  /** Throws what the asking throws, when that is before the time is up. */
  async of(thread: number): Promise<ThreadReport> {
    const { clock, isUp, recoveryOf } = this.parts;
    const last = this.last.get(thread);
    if (last === undefined) return this.asked(thread);
    if (!isUp(thread)) return recovering(last, recoveryOf(thread));
    let disarm = (): void => undefined;
    const late = new Promise<ThreadReport>((resolve) => {
      const answer = () => {
        const progress = recoveryOf(thread);
        // One that went back to what is durable is up, and recovers all the same.
        resolve(isUp(thread) && progress === undefined ? hanging(last) : recovering(last, progress));
      };
      disarm = clock.callAt(clock.nowMs() + ANSWER_MS_MAX, answer);
    });
    try {
      return await Promise.race([this.asked(thread), late]);
    } finally {
      disarm();
    }
  }

  private asked(thread: number): Promise<ThreadReport> {
    const already = this.asking.get(thread);
    if (already !== undefined) return already;
    const asked = this.parts.ask(thread).finally(() => this.asking.delete(thread));
    this.asking.set(thread, asked);
    asked.then(
      (report) => this.last.set(thread, report),
      // Whoever waits for it hears of it; when nobody does any more, nobody needs to.
      () => undefined,
    );
    return asked;
  }
}

function recovering({ thread, partitions }: ThreadReport, progress: RecoveryProgress | undefined): ThreadReport {
  const recovery = progress ?? { tookMs: 0, records: 0 };
  return { thread: { ...thread, state: "recovering", recovery, busyShare: 0 }, partitions };
}

/** It is there and does not answer: it works on something long. */
function hanging({ thread, partitions }: ThreadReport): ThreadReport {
  return { thread: { ...thread, busyShare: 1 }, partitions };
}
