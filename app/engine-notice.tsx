"use client";

import { IconAlertTriangle } from "@tabler/icons-react";
import { useEngineHealth, useRefreshWhenBack } from "./_client/use-engine-health";
import classes from "./engine-notice.module.css";

/**
 * Says on every page that the engine has stopped, why, and what to do. It goes by itself when the
 * engine runs again, and everything on the page is then read again.
 */
export function EngineNotice() {
  const health = useEngineHealth();
  useRefreshWhenBack(health.state);
  if (health.state !== "stopped") return null;
  return (
    <section className={classes.notice} role="alert" aria-label="Engine">
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
      <b>The engine has stopped, so no run goes on.</b>
      <span className={classes.why}>{health.reason}</span>
    </section>
  );
}
