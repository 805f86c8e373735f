import { useEffect, useState } from "react";

const TICK_MS = 200;

/** The time now while something is live, renewed several times a second; else the given moment. */
export function useLiveNowMs(isLive: boolean, stillMs: number): number {
  const [nowMs, setNowMs] = useState(stillMs);
  useEffect(() => {
    if (!isLive) return;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isLive]);
  return isLive ? Math.max(nowMs, stillMs) : stillMs;
}
