import type { HubMetrics } from "@/app/_server/api-types";
import { sumOf } from "./history";
import { bytesText, countText, durationText, wholeText } from "./words";

/** One line of the counts since the engine was opened. */
export interface Total {
  readonly name: string;
  readonly value: string;
  /** The filter of the list of runs that shows them. */
  readonly runs?: "completed" | "failed" | "cancelled";
}

/** What was done, in the words of the rest of the product. What never happened in most hubs is left out while it is 0. */
export function totalsOf({ threads }: HubMetrics): readonly Total[] {
  const count = (counter: keyof HubMetrics["threads"][number]["counts"]) =>
    sumOf(threads, ({ counts }) => counts[counter]);
  const whole = (name: string, value: number): Total => ({ name, value: wholeText(value) });
  const ifAny = (name: string, value: number): readonly Total[] => (value === 0 ? [] : [whole(name, value)]);
  return [
    whole("Runs started", count("started")),
    { ...whole("completed", count("completed")), runs: "completed" },
    { ...whole("failed", count("failed")), runs: "failed" },
    { ...whole("cancelled", count("terminated")), runs: "cancelled" },
    whole("Turns of orchestrators", count("episodes")),
    whole("Activity attempts", count("activities")),
    ...ifAny("Entity operations", count("entityOperations")),
    ...ifAny("Messages across logs", count("messagesAcross")),
    whole("Timers fired", count("timersFired")),
    ...ifAny("Requests refused", count("refused")),
    ...ifAny(
      "Thread restarts",
      sumOf(threads, ({ restarts }) => restarts),
    ),
    ...ifAny(
      "Rewinds",
      sumOf(threads, ({ rewinds }) => rewinds),
    ),
    { name: "Log written", value: bytesText(count("logBytes")) },
    { name: "Log to replay", value: bytesText(sumOf(threads, ({ logTailBytes }) => logTailBytes)) },
    { name: "Recovery", value: recoveryText(threads) },
  ];
}

/** Threads recover side by side: the slowest says how long it took. */
function recoveryText(threads: HubMetrics["threads"]): string {
  const records = sumOf(threads, ({ recovery }) => recovery.records);
  const tookMs = Math.max(0, ...threads.map(({ recovery }) => recovery.tookMs));
  return records === 0 ? "nothing to recover" : `${countText(records, "record")} in ${durationText(tookMs)}`;
}
