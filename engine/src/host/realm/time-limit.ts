import vm from "node:vm";

/** `stopped`: it took too long. What it was doing is left in the middle, and must not be used any more. */
export type Limited<Result> = { readonly kind: "ended"; readonly result: Result } | { readonly kind: "stopped" };

/**
 * Runs functions of this very thread with a limit of time. V8 can stop a thread's JavaScript only as a
 * whole, and Node offers that for scripts: so the function is called by a script of one line. It costs a
 * thread of the operating system for each call, which is why threads that somebody else looks after
 * (`pulse.ts`) do without.
 */
export class TimeLimit {
  private readonly border: { act: (() => void) | undefined } = Object.assign(Object.create(null) as object, {
    act: undefined,
  });
  private readonly context = vm.createContext(this.border, { name: "dacapo time limit" });
  private readonly script = new vm.Script("act()", { filename: "dacapo:time-limit" });

  constructor(readonly limitMs: number) {}

  run<Result>(act: () => Result): Limited<Result> {
    let outcome: Limited<Result> = { kind: "stopped" };
    let thrown: { readonly error: unknown } | undefined;
    this.border.act = () => {
      try {
        outcome = { kind: "ended", result: act() };
      } catch (error) {
        thrown = { error };
      }
    };
    try {
      this.script.runInContext(this.context, { timeout: this.limitMs });
    } catch {
      // Nothing but the end of its time gets out of `act`. It may have come when all was done: then nothing was
      // left in the middle.
    } finally {
      this.border.act = undefined;
    }
    if (thrown !== undefined) throw thrown.error;
    return outcome;
  }
}
