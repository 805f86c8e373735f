import { useState } from "react";
import type { HubMetrics } from "@/app/_server/api-types";
import classes from "./engine.module.css";
import { findings } from "./figures/findings";
import type { Moment } from "./figures/history";
import { keyFigures } from "./figures/key-figures";
import { pipelineOf } from "./figures/pipeline";
import { threadGroups } from "./figures/thread-groups";
import { CommitPipeline } from "./view/commit-pipeline";
import { ExecutorCard } from "./view/executor-card";
import { FindingList } from "./view/finding-list";
import { KeyFigureCard } from "./view/key-figure-card";
import { Partitions } from "./view/partitions";
import { QuietCard } from "./view/quiet-card";
import { ThreadCard } from "./view/thread-card";
import { TotalsCard } from "./view/totals-card";

interface EngineFiguresProps {
  readonly newest: HubMetrics;
  readonly moments: readonly Moment[];
}

/** One reading of the engine and the minute before it, laid out. */
export function EngineFigures({ newest, moments }: EngineFiguresProps) {
  const [chosen, choose] = useState<number>();
  const history = { newest, moments };
  const found = findings(history);
  const groups = threadGroups(history, found);
  // Whoever chose none sees the thread that something is wrong with.
  const wanted = chosen ?? found.find(({ thread }) => thread !== undefined)?.thread;
  const shown = groups.find(({ thread }) => thread === wanted) ?? groups[0];
  return (
    <div className={classes.body}>
      <dl className={classes.keyFigures} aria-label="Key figures">
        {keyFigures(history).map((figure) => (
          <KeyFigureCard key={figure.key} figure={figure} nowMs={newest.atMs} />
        ))}
      </dl>
      <div className={classes.columns}>
        <section className={classes.partitions} aria-label="Partitions">
          <Partitions groups={groups} nowMs={newest.atMs} shownThread={shown?.thread} onShow={choose} />
          {shown && <CommitPipeline thread={shown.metrics} pipeline={pipelineOf(shown.metrics.recentFlushes)} />}
        </section>
        <aside className={classes.side} aria-label="Findings, threads and totals">
          <FindingList found={found} />
          <QuietCard metrics={newest} />
          <ThreadCard groups={groups} />
          <ExecutorCard load={newest.activities} />
          <TotalsCard metrics={newest} />
        </aside>
      </div>
    </div>
  );
}
