import fc from "fast-check";
import { expect, test } from "vitest";
import { DataDirDamaged, type JsonText } from "../model/index.js";
import { filePayloads } from "../storage/file/file-payloads.js";
import type { PayloadRef, Payloads } from "../storage/payloads.js";
import { payloadsConformance } from "../storage/payloads-conformance.js";
import { Chance } from "./chance.js";
import { Disk, type DiskUser, type Interruption, MachineStopped } from "./disk.js";
import { emptyTally } from "./tally.js";
import { World } from "./world.js";

const living: DiskUser = { isAlive: () => true, interruption: () => undefined, stop: () => undefined };
const newDisk = (seed: string) => new Disk(new World(), new Chance(seed), emptyTally(), () => undefined);

payloadsConformance("payloads on the simulated disk", () => {
  const files = newDisk("payloads").mount(living);
  files.makeDirectory("/hub");
  return { open: () => filePayloads("/hub/payloads", files), remove: () => undefined };
});

/** A user whose machine stops at its n-th operation that changes something. */
function mortal(operations: number, where: Interruption): DiskUser {
  let left = operations;
  let alive = true;
  return {
    isAlive: () => alive,
    interruption: () => {
      left -= 1;
      return left === 0 ? where : undefined;
    },
    stop: () => {
      alive = false;
    },
  };
}

const life = fc.record({
  /** Texts by number; the same number is the same text. A sync follows after each group. */
  groups: fc.array(fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
  stopsAt: fc.integer({ min: 1, max: 40 }),
  where: fc.constantFrom<Interruption>("before", "within", "after"),
  power: fc.constantFrom("stays" as const, "all" as const, "none" as const, "byChance" as const),
  flushFails: fc.constantFrom(0, 0, 0.1),
  sweeps: fc.boolean(),
});

const textOf = (number: number) => JSON.stringify(`text ${number} `.repeat(300 * (number + 1))) as JsonText;

/** Does what a life does until its machine stops or its disk fails. What a sync confirmed goes to `confirmed`. */
function live(payloads: Payloads, groups: readonly (readonly number[])[], confirmed: Map<PayloadRef, JsonText>): void {
  try {
    for (const group of groups) {
      const put = group.map((number) => [payloads.put(textOf(number)), textOf(number)] as const);
      payloads.sync();
      for (const [ref, text] of put) confirmed.set(ref, text);
    }
  } catch (error) {
    const isDisk = error instanceof Error && "code" in error && error.code === "EIO";
    if (!(error instanceof MachineStopped) && !isDisk) throw error;
  }
}

test("what a sync confirmed is there after any number of crashes, whole; what it did not is whole or missing", () => {
  let crashes = 0;
  fc.assert(
    fc.property(fc.array(life, { minLength: 1, maxLength: 6 }), fc.nat(), (lives, seed) => {
      const disk = newDisk(String(seed));
      disk.mount(living).makeDirectory("/hub");
      disk.mount(living).syncDirectory("/");
      const confirmed = new Map<PayloadRef, JsonText>();
      for (const { groups, stopsAt, where, power, flushFails, sweeps } of lives) {
        const user = mortal(stopsAt, where);
        disk.temper = { flushMs: 0, flushFails };
        live(filePayloads("/hub/payloads", disk.mount(user)), groups, confirmed);
        if (!user.isAlive()) crashes += 1;
        if (power === "stays") disk.forget();
        else disk.losePower(power);
        disk.temper = { flushMs: 0, flushFails: 0 };
        const payloads = filePayloads("/hub/payloads", disk.mount(living));
        if (sweeps) payloads.sweep(new Set(confirmed.keys()));
        for (const [ref, text] of confirmed) expect(payloads.get(ref)).toBe(text);
        for (let number = 0; number <= 6; number++) wholeOrMissing(payloads, textOf(number));
      }
    }),
    { numRuns: 300 },
  );
  expect(crashes).toBeGreaterThan(100);
});

/** Asks by the reference that the text would have, of payloads that have no copy of it in memory. */
function wholeOrMissing(payloads: Payloads, text: JsonText): void {
  const ref = filePayloads("/nowhere", newDisk("nowhere").mount(living)).put(text);
  try {
    expect(payloads.get(ref)).toBe(text);
  } catch (error) {
    if (!(error instanceof DataDirDamaged)) throw error;
    expect(error.message).toMatch(/it is missing/);
  }
}
