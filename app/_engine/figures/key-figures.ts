import type { Distribution, HubMetrics } from "@/app/_server/api-types";
import { type EngineHistory, type Moment, sumOf } from "./history";
import { batchSizesOf, type Point, ratesOf, seriesOf } from "./series";
import { bytesParts, figureText } from "./words";

/** One of the five figures at the head of the screen. */
export interface KeyFigure {
  readonly key: "finished" | "acknowledged" | "flush" | "batch" | "memory";
  readonly label: string;
  /** A dash while there is nothing to measure: that is not 0. */
  readonly value: string;
  readonly unit: string;
  /** What exactly is measured, for whoever wants to know. */
  readonly about: string;
  readonly points: readonly Point[];
}

const NOTHING = "–";

export function keyFigures({ newest, moments }: EngineHistory & { readonly newest: HubMetrics }): readonly KeyFigure[] {
  const finished = ratesOf(moments, (moment) => moment.finished);
  const batches = batchSizesOf(moments);
  const flushes = newest.threads.map((thread) => thread.flushes);
  return [
    {
      key: "finished",
      label: "Runs finished",
      value: figureText(finished.at(-1)?.value ?? 0),
      unit: "/s",
      about: "Runs whose end became durable, in the last second. The curve is the last minute.",
      points: finished,
    },
    {
      key: "acknowledged",
      label: "Acknowledged, p95",
      ...msFigure(newest.acknowledgements, ({ p95 }) => p95),
      about:
        "From a request that changes something to its durable answer: 95 of the last 100 were at least this fast. Over the last 1 024.",
      points: seriesOf(moments, ({ acknowledgedP95Ms }) => acknowledgedP95Ms),
    },
    {
      key: "flush",
      label: "Flush, p50",
      ...msFigure(slowest(flushes), ({ p50 }) => p50),
      about: "How long it takes to make a batch durable: half of the last 1 024 were faster. Of the slowest thread.",
      points: seriesOf(moments, slowestFlushMs),
    },
    {
      key: "batch",
      label: "Records per flush",
      value: batches.length === 0 ? NOTHING : figureText(meanOf(batches)),
      unit: "",
      about: "How many records share one flush, over the last minute. The busier the engine, the more.",
      points: batches,
    },
    {
      key: "memory",
      label: "Memory",
      ...bytesParts(newest.processBytes),
      about: "Resident memory of the whole process: the app, the engine, and what runs in it.",
      points: seriesOf(moments, ({ processBytes }) => processBytes),
    },
  ];
}

function msFigure(distribution: Distribution | undefined, pick: (distribution: Distribution) => number) {
  const isEmpty = distribution === undefined || distribution.count === 0;
  return { value: isEmpty ? NOTHING : figureText(pick(distribution)), unit: isEmpty ? "" : "ms" };
}

function slowest(distributions: readonly Distribution[]): Distribution | undefined {
  return distributions.reduce<Distribution | undefined>(
    (worst, each) => (worst === undefined || each.p50 > worst.p50 ? each : worst),
    undefined,
  );
}

function slowestFlushMs({ threads }: Moment): number | undefined {
  const seen = [...threads.values()].flatMap(({ flushMs }) => (flushMs === undefined ? [] : [flushMs]));
  return seen.length === 0 ? undefined : Math.max(...seen);
}

const meanOf = (points: readonly Point[]): number => sumOf(points, ({ value }) => value) / points.length;
