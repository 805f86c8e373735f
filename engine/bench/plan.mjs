import { MODES } from "./measurement.mjs";
import { WORKLOADS } from "./workloads/index.mjs";

/** @typedef {import("./measurement.mjs").Measurement} Measurement */

/**
 * What is to be measured, in order. Repetitions take turns: all of the first ones come before any second one,
 * and modes follow each other directly, for figures that are held against each other should have the same noise.
 *
 * @param {import("./options.mjs").Options} options
 * @returns {readonly Measurement[]}
 */
export function plan({ only, inFlight, modes = MODES, threads, forms, repeat, profile, ...settings }) {
  const { seconds, warmUpSeconds, flushDelayMs, directory, partitionCount } = settings;
  const workloads = WORKLOADS.filter(({ name }) => only?.includes(name) ?? true);
  const once = workloads.flatMap((workload) =>
    (inFlight ?? workload.inFlight).flatMap((clients) =>
      threads.flatMap((threadCount) =>
        forms.flatMap((form) =>
          modes.map((mode) => ({
            workload: workload.name,
            mode,
            form,
            threads: threadCount,
            inFlight: clients,
            seconds,
            warmUpSeconds,
            flushDelayMs,
            directory,
            ...(partitionCount !== undefined && { partitionCount }),
            ...(profile !== undefined && { profile }),
          })),
        ),
      ),
    ),
  );
  return Array.from({ length: repeat }, () => once).flat();
}

/**
 * How a program opens its hubs: the first of each that was asked for.
 *
 * @param {import("./options.mjs").Options} options
 * @returns {import("./measurement.mjs").HubSettings}
 */
export function settingsOf({ modes, forms, threads, flushDelayMs, partitionCount }) {
  const [mode = "local"] = modes ?? [];
  const [form = "module"] = forms;
  const [threadCount = 1] = threads;
  return { mode, form, threads: threadCount, flushDelayMs, ...(partitionCount !== undefined && { partitionCount }) };
}

/**
 * The same for all repetitions of a measurement, and for no other.
 *
 * @param {{ readonly workload: string, readonly mode: string, readonly form: string, readonly threads: number, readonly inFlight: number }} of
 */
export const nameOf = ({ workload, mode, form, threads, inFlight }) =>
  `${workload}, ${inFlight} in flight, ${mode}, ${threads} threads, ${form}`;
