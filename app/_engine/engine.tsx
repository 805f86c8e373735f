"use client";

import { Button, Tooltip } from "@mantine/core";
import { IconEngineOff, IconPlayerPause, IconPlayerPlay, IconPlugConnectedX } from "@tabler/icons-react";
import Link from "next/link";
import { useState } from "react";
import { Delayed } from "@/app/_ui/delayed";
import { EmptyState } from "@/app/_ui/empty-state";
import { PageFrame } from "@/app/_ui/page-frame";
import classes from "./engine.module.css";
import { EngineFigures } from "./engine-figures";
import { EngineSkeleton } from "./engine-skeleton";
import { speculationSentence } from "./figures/speculation";
import { countText } from "./figures/words";
import { SnapshotButton } from "./snapshot-button";
import { type EngineSeen, useEngineWatch } from "./use-engine-watch";

/** How the engine is doing, live: its logs, its partitions, its threads, and what is slow and why. */
export function Engine() {
  const [isPaused, setPaused] = useState(false);
  const seen = useEngineWatch(isPaused);
  const { newest } = seen.history;
  return (
    <PageFrame
      title="Engine"
      beside={
        newest && (
          <>
            <span className={classes.chip}>
              {countText(newest.partitions.length, "partition")} · {countText(newest.threads.length, "thread")}
            </span>
            <Tooltip label={speculationSentence(newest.mode)} multiline w={300}>
              {/* A chip that can be asked: also with the keyboard. */}
              <button type="button" className={classes.mode}>
                Speculation: {newest.mode}
              </button>
            </Tooltip>
          </>
        )
      }
      actions={
        <>
          {newest && <Pace isPaused={isPaused} isSilent={seen.isSilent} atMs={newest.atMs} />}
          <Button
            variant="default"
            leftSection={
              isPaused ? <IconPlayerPlay size={15} aria-hidden /> : <IconPlayerPause size={15} aria-hidden />
            }
            aria-pressed={isPaused}
            onClick={() => setPaused(!isPaused)}
          >
            {isPaused ? "Go on" : "Pause view"}
          </Button>
          {newest && <SnapshotButton />}
          <Tooltip label="The same figures for Prometheus" position="bottom-end">
            <Button variant="default" component="a" href="/api/metrics">
              Metrics
            </Button>
          </Tooltip>
        </>
      }
    >
      <Content seen={seen} isPaused={isPaused} />
    </PageFrame>
  );
}

function Content({ seen, isPaused }: { readonly seen: EngineSeen; readonly isPaused: boolean }) {
  const { reading, history, isSilent } = seen;
  if (reading?.state === "stopped") return <Stopped reason={reading.reason} />;
  const { newest } = history;
  if (newest === undefined) {
    return isSilent ? (
      <Silent />
    ) : (
      <Delayed>
        <EngineSkeleton />
      </Delayed>
    );
  }
  return (
    <>
      {isSilent && !isPaused && <Silent atMs={newest.atMs} />}
      <EngineFigures newest={newest} moments={history.moments} />
    </>
  );
}

/** How fresh the figures are. */
function Pace({ isPaused, isSilent, atMs }: { isPaused: boolean; isSilent: boolean; atMs: number }) {
  if (isPaused) return <span className={classes.pace}>Paused at {new Date(atMs).toLocaleTimeString()}</span>;
  return <span className={classes.pace}>{isSilent ? "Reconnecting" : "4 updates per second"}</span>;
}

function Silent({ atMs }: { readonly atMs?: number }) {
  return (
    <section className={classes.silent} role="status" aria-label="Connection">
      <IconPlugConnectedX size={16} stroke={1.75} aria-hidden />
      <b>Reconnecting.</b>
      <span>
        {atMs === undefined
          ? "The figures are shown as soon as the server answers."
          : `These are the figures of ${new Date(atMs).toLocaleTimeString()}. Runs go on without this page.`}
      </span>
    </section>
  );
}

function Stopped({ reason }: { readonly reason: string }) {
  return (
    <EmptyState
      icon={<IconEngineOff size={32} stroke={1.5} aria-hidden />}
      title="The engine has stopped"
      action={
        <Button component={Link} href="/runs" variant="default">
          Show the runs
        </Button>
      }
    >
      {reason} Nothing that was acknowledged is lost: what was running goes on when Dacapo is started again.
    </EmptyState>
  );
}
