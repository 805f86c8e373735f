"use client";

import { Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";
import { formatAgo } from "./figures";

const TICK_MS = 5_000;

/** The time now, renewed every few seconds; `undefined` on the server and in the first frame. */
export function useNowMs(tickMs: number = TICK_MS): number | undefined {
  const [nowMs, setNowMs] = useState<number>();
  useEffect(() => {
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [tickMs]);
  return nowMs;
}

/** How long ago; the exact time on hover and for assistive technology. */
export function RelativeTime({ atMs }: { readonly atMs: number }) {
  const nowMs = useNowMs();
  const at = new Date(atMs);
  if (nowMs === undefined) return <time dateTime={at.toISOString()} />;
  return (
    <Tooltip label={at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" })}>
      <time dateTime={at.toISOString()}>{formatAgo(nowMs - atMs)}</time>
    </Tooltip>
  );
}
