/**
 * Places in which activities run, shared by executors: no more than `max` are taken at once. Who waits
 * for one is asked, in turn, when one becomes free.
 */
export class Places {
  private taken = 0;
  private askers: readonly (() => void)[] = [];
  private nextAsker = 0;

  constructor(readonly max: number) {}

  get inUse(): number {
    return this.taken;
  }

  /** Takes a place if one is free. */
  take(): boolean {
    if (this.taken >= this.max) return false;
    this.taken += 1;
    return true;
  }

  give(): void {
    this.taken -= 1;
    const { askers } = this;
    // Each gets its turn: who was asked last time comes last.
    for (let asked = 0; asked < askers.length && this.taken < this.max; asked++) {
      const ask = askers[this.nextAsker % askers.length];
      this.nextAsker += 1;
      ask?.();
    }
  }

  /** `ask` is called whenever a place may be free. Returns what ends that. */
  onFree(ask: () => void): () => void {
    this.askers = [...this.askers, ask];
    return () => {
      this.askers = this.askers.filter((asker) => asker !== ask);
    };
  }
}
