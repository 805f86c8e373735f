/**
 * Places in which activities run, shared by executors: no more than `max` are taken at once. Who waits
 * for one is asked, in turn, when one becomes free.
 */
export class Places {
  private taken = 0;
  private readonly waiting = new Set<() => void>();

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
    // Whoever asks again first was asked last: each gets its turn.
    for (const ask of [...this.waiting]) {
      if (this.taken >= this.max) return;
      this.waiting.delete(ask);
      this.waiting.add(ask);
      ask();
    }
  }

  /** `ask` is called whenever a place may be free. Returns what ends that. */
  onFree(ask: () => void): () => void {
    this.waiting.add(ask);
    return () => this.waiting.delete(ask);
  }
}
