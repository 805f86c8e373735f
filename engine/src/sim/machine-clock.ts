import type { Clock } from "../host/clock.js";
import type { Life, World } from "./world.js";

/** setTimeout counts in 31 bits. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/** The wall clock of a machine. Somebody may set it: time that passes and the time it shows are two things. */
export class MachineClock {
  private aheadMs = 0;

  constructor(
    private readonly world: World,
    /** To look at a clock is work, too: so long passes between two looks. */
    private readonly lookMs: number,
  ) {}

  jump(byMs: number): void {
    this.aheadMs += byMs;
  }

  /** The clock as one process reads it. Its timers, as the operating system's, count the time that passes. */
  of(life: Life): Clock {
    const nowMs = (): number => {
      this.world.elapse(this.lookMs);
      return Math.floor(this.world.nowMs + this.aheadMs);
    };
    const callAt = (atMs: number, callback: () => void): (() => void) => {
      let disarm: () => void = () => undefined;
      const arm = (): void => {
        const leftMs = Math.min(Math.max(atMs - nowMs(), 0), TIMEOUT_MS_MAX);
        disarm = life.after(leftMs, () => (nowMs() >= atMs ? callback() : arm()));
      };
      arm();
      return () => disarm();
    };
    return { nowMs, callAt };
  }
}
