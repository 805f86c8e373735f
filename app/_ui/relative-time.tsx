"use client";

import { formatAgo } from "./figures";
import { useNowMs } from "./now";

const TICK_MS = 5_000;

/** How long ago; the exact time on hover. */
export function RelativeTime({ atMs }: { readonly atMs: number }) {
  const nowMs = useNowMs(TICK_MS);
  const at = new Date(atMs);
  if (nowMs === undefined) return <time dateTime={at.toISOString()} />;
  return (
    <time
      dateTime={at.toISOString()}
      title={at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" })}
    >
      {formatAgo(nowMs - atMs)}
    </time>
  );
}
