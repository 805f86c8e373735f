/**
 * The records of a segment that belong into a list, in its order, for as many records as one asks. New records nearly
 * always come at the end of the order, and sorting what is sorted but for its end costs little.
 */
export class RecordOrder {
  /** Ordinals of those among the first `records` records that belong here. */
  private sorted: readonly number[] = [];
  private records = 0;

  constructor(
    private readonly belongs: (ordinal: number) => boolean,
    private readonly compare: (a: number, b: number) => number,
  ) {}

  /** Ordinals in order, of those among the first `records` records. */
  of(records: number): readonly number[] {
    if (this.records > records) this.forget();
    if (this.records < records) {
      const sorted = [...this.sorted];
      for (let ordinal = this.records; ordinal < records; ordinal++) {
        if (this.belongs(ordinal)) sorted.push(ordinal);
      }
      // A new array each time: a list that is being read goes on with the one it has.
      this.sorted = sorted.sort(this.compare);
      this.records = records;
    }
    return this.sorted;
  }

  /** Records behind the first `records` are others from now on. */
  cut(records: number): void {
    if (this.records > records) this.forget();
  }

  private forget(): void {
    this.sorted = [];
    this.records = 0;
  }
}
