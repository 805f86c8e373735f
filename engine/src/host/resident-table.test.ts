import fc from "fast-check";
import { expect, test } from "vitest";
import { type InstanceId, instanceId } from "../model/index.js";
import { ResidentTable } from "./resident-table.js";

const KEYS = ["a", "b", "c", "d"].map(instanceId);

type Act =
  | { readonly act: "put"; readonly key: InstanceId; readonly value: number }
  | { readonly act: "delete" | "get" | "peek"; readonly key: InstanceId }
  | { readonly act: "capture" | "finish" | "evict" };

const key = fc.constantFrom(...KEYS);
const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant("put" as const), key, value: fc.nat(1_000) }),
    fc.record({ act: fc.constantFrom("delete" as const, "get" as const, "peek" as const), key }),
    fc.record({ act: fc.constantFrom("capture" as const, "finish" as const, "evict" as const) }),
  ),
  { maxLength: 60 },
);

test("whatever is captured, written and evicted meanwhile, it gives what a plain map would, and the store gets it all", () => {
  fc.assert(
    fc.property(acts, (all) => {
      const store = new Map<InstanceId, number>();
      const plain = new Map<InstanceId, number>();
      const table = new ResidentTable<InstanceId, number>((id) => store.get(id));
      let captured: ReturnType<typeof table.capture> | undefined;
      const finish = (): void => {
        for (const { key, value } of captured ?? []) {
          if (value === undefined) store.delete(key);
          else store.set(key, value);
        }
        table.written();
        captured = undefined;
      };
      for (const step of all) {
        switch (step.act) {
          case "put":
            table.put(step.key, step.value);
            plain.set(step.key, step.value);
            break;
          case "delete":
            table.delete(step.key);
            plain.delete(step.key);
            break;
          case "get":
            expect(table.get(step.key)).toBe(plain.get(step.key));
            break;
          case "peek": {
            const { size } = table;
            expect(table.peek(step.key)).toBe(plain.get(step.key));
            expect(table.size).toBe(size);
            break;
          }
          case "capture":
            captured ??= table.capture((value) => value);
            break;
          case "finish":
            finish();
            break;
          case "evict":
            table.evict(
              0,
              () => true,
              (gone, value) => expect(store.get(gone)).toBe(value),
            );
            break;
        }
      }
      for (const id of KEYS) expect(table.get(id)).toBe(plain.get(id));
      finish();
      captured = table.capture((value) => value);
      finish();
      expect(new Map([...store].sort())).toEqual(new Map([...plain].sort()));
      table.evict(
        0,
        () => true,
        () => undefined,
      );
      expect(table.size).toBe(0);
    }),
  );
});

test("what changed since it was captured stays, and so does what may not go", () => {
  const table = new ResidentTable<InstanceId, number>(() => undefined);
  for (const [index, id] of KEYS.entries()) table.put(id, index);
  table.capture((value) => value);
  table.written();
  table.put(KEYS[0] as InstanceId, 10);
  table.evict(
    0,
    (value) => value !== 2,
    () => undefined,
  );
  expect([...table.residents()]).toEqual([
    ["a", 10],
    ["c", 2],
  ]);
  table.evict(
    1,
    () => true,
    () => undefined,
  );
  expect([...table.residents()]).toEqual([["a", 10]]);
});
