"use client";

import { type ReactNode, useEffect, useState } from "react";

/** Shows its children only after a wait is long enough to be felt; a fast answer never flashes a skeleton. */
export function Delayed({ children, delayMs = 150 }: { readonly children: ReactNode; readonly delayMs?: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), delayMs);
    return () => clearTimeout(timer);
  }, [delayMs]);
  return shown ? children : null;
}
