import { SeededRandom } from "../model/seeded-random.js";

/** Everything in a simulation that could be otherwise is drawn here. The same seed draws the same. */
export class Chance {
  private readonly random: SeededRandom;

  constructor(private readonly seed: string) {
    this.random = new SeededRandom(seed);
  }

  /** Chance of its own for one part of the world: what that part draws changes nothing for the others. */
  for(part: string): Chance {
    return new Chance(`${this.seed}/${part}`);
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.random.fraction();
  }

  happens(probability: number): boolean {
    return this.random.fraction() < probability;
  }

  /** A whole number from `least` up to and with `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.random.fraction() * (most - least + 1));
  }

  /** A length of time: mostly about the mean, now and then much longer. */
  spread(meanMs: number): number {
    return -Math.log(1 - this.random.fraction()) * meanMs;
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.random.fraction() * items.length)] ?? items[0];
  }
}
