/** Keeps what was used last, up to a weight; what is dropped is made again when it is asked for. */
export class RecentlyUsed<Value> {
  /** In the order of use, for a map keeps the order of insertion. */
  private readonly kept = new Map<string, { readonly value: Value; readonly weight: number }>();
  private weight = 0;

  constructor(
    private readonly weightMax: number,
    private readonly drop: (value: Value) => void = () => undefined,
  ) {}

  get(key: string, make: () => { readonly value: Value; readonly weight: number }): Value {
    const present = this.kept.get(key);
    if (present !== undefined) {
      this.kept.delete(key);
      this.kept.set(key, present);
      return present.value;
    }
    const made = make();
    this.kept.set(key, made);
    this.weight += made.weight;
    this.shrink();
    return made.value;
  }

  forget(key: string): void {
    const present = this.kept.get(key);
    if (present === undefined) return;
    this.kept.delete(key);
    this.weight -= present.weight;
    this.drop(present.value);
  }

  clear(): void {
    for (const key of [...this.kept.keys()]) this.forget(key);
  }

  /** What was asked for last stays, however heavy it is. */
  private shrink(): void {
    for (const key of this.kept.keys()) {
      if (this.weight <= this.weightMax || this.kept.size === 1) return;
      this.forget(key);
    }
  }
}
