import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryEvents } from "../../test/support/arbitrary-events.js";
import { anyInstance } from "../../test/support/arbitrary-states.js";
import { type JsonText, LIMITS } from "../model/index.js";
import type { PartitionEvent } from "../partition/event.js";
import { encodeEvent } from "./event-codec.js";
import { memoryPayloads, payloadShelf } from "./memory/memory-payloads.js";
import { livePayloads } from "./payload-marks.js";
import { encodeInstance } from "./state-codec.js";

const large = (name: string) => JSON.stringify(name.repeat(LIMITS.inlineCharactersMax)) as JsonText;
const anyEvent: fc.Arbitrary<PartitionEvent> = fc.oneof(...Object.values(arbitraryEvents));
const anyStart = arbitraryEvents.StartRequested;

test("what records and stored instances refer to lives, and nothing else", () => {
  const payloads = memoryPayloads(payloadShelf());
  const refs = ["a", "b", "c"].map((name) => payloads.put(large(name)));
  fc.assert(
    fc.property(
      fc.array(anyEvent),
      fc.option(anyStart, { nil: undefined }),
      fc.option(anyInstance, { nil: undefined }),
      anyInstance,
      (others, start, instance, small) => {
        const records = [...others, ...(start ? [{ ...start, input: large("a") }] : [])];
        const withOutput = (output: JsonText) =>
          instance ? [{ ...instance, record: { ...instance.record, output } }] : [];
        const live = livePayloads({
          records: records.map((event) => encodeEvent(event, payloads)),
          stored: [small, ...withOutput(large("b"))].map((each) => encodeInstance(each, payloads)),
        });
        expect([...live].sort()).toEqual([...(start ? [refs[0]] : []), ...(instance ? [refs[1]] : [])].sort());
      },
    ),
    { numRuns: 60 },
  );
});
