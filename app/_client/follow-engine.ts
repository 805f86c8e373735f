import type { EngineReading } from "@/app/_server/api-types";
import type { DacapoClient } from "./trpc";

/** Where readings come from: the API, or a test. */
export interface EngineSource {
  /** Answers the function that ends it; nothing is called after that. */
  watch(listener: EngineListener): () => void;
}

export interface EngineListener {
  readonly onReading: (reading: EngineReading) => void;
  /** The stream broke and mends itself. */
  readonly onInterrupted: () => void;
  /** The stream is over. */
  readonly onOver: () => void;
}

/** What is heard of the engine: another reading, or that none comes at present. */
export type Heard = { readonly kind: "reading"; readonly reading: EngineReading } | { readonly kind: "silence" };

const RETRY_MS_FIRST = 500;
const RETRY_MS_MAX = 4_000;

export function engineSource(client: DacapoClient): EngineSource {
  return {
    watch({ onReading, onInterrupted, onOver }) {
      const subscription = client.engine.watch.subscribe(undefined, {
        onData: onReading,
        onConnectionStateChange: ({ state }) => {
          if (state === "connecting") onInterrupted();
        },
        onError: onOver,
        onComplete: onOver,
      });
      return () => subscription.unsubscribe();
    },
  };
}

/**
 * Follows the engine until it is stopped, whatever the network and the server do: a stream that is over
 * is opened again, less and less often while nothing comes. Answers the function that stops it.
 */
export function followEngine(source: EngineSource, tell: (heard: Heard) => void): () => void {
  let stopped = false;
  let failures = 0;
  let endStream: () => void = () => undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    let over = false;
    const end = source.watch({
      onReading(reading) {
        if (over || stopped) return;
        failures = 0;
        tell({ kind: "reading", reading });
      },
      onInterrupted() {
        if (!over && !stopped) tell({ kind: "silence" });
      },
      onOver() {
        if (over || stopped) return;
        over = true;
        tell({ kind: "silence" });
        endStream();
        retryTimer = setTimeout(open, Math.min(RETRY_MS_FIRST * 2 ** failures, RETRY_MS_MAX));
        failures += 1;
      },
    });
    if (over || stopped) end();
    else endStream = end;
  };

  open();
  return () => {
    stopped = true;
    clearTimeout(retryTimer);
    endStream();
  };
}
