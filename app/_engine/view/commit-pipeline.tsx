import { VisuallyHidden } from "@mantine/core";
import type { ThreadMetrics } from "@/app/_server/api-types";
import { flushPathText } from "../figures/flush-path";
import type { Block, Pipeline } from "../figures/pipeline";
import { countText, durationText } from "../figures/words";
import classes from "./commit-pipeline.module.css";

interface CommitPipelineProps {
  readonly thread: ThreadMetrics;
  /** `undefined` before the first flush. */
  readonly pipeline: Pipeline | undefined;
}

/** How the last records of a thread became durable: gathered, flushed, and then what waited for them let go. */
export function CommitPipeline({ thread, pipeline }: CommitPipelineProps) {
  return (
    <section className={classes.pipeline} aria-label={`Commit pipeline of thread ${thread.thread}`}>
      <div className={classes.head}>
        <h2>Commit pipeline, thread {thread.thread}</h2>
        {pipeline && <span className={classes.hint}>last {durationText(pipeline.spanMs)}</span>}
        <span className={classes.path}>{flushPathText(thread.flushPath)}</span>
        <span className={classes.held}>
          {thread.effectsHeld > 0
            ? `${countText(thread.effectsHeld, "effect")} behind the gate until the log position is durable`
            : "effects wait behind the gate until their log position is durable"}
        </span>
      </div>
      {pipeline === undefined ? (
        <p className={classes.nothing}>Nothing was written since the engine was opened.</p>
      ) : (
        <>
          <VisuallyHidden component="p">{pipeline.sentence}</VisuallyHidden>
          <div className={classes.lanes} aria-hidden="true">
            <div className={classes.folds}>
              {pipeline.folds.map(({ key, left, width, label }) => (
                <i key={key} style={{ left: `${left}%`, width: `${width}%` }}>
                  <b>{label}</b>
                </i>
              ))}
            </div>
            <Lane name="gather" className={classes.gather} blocks={pipeline.gathers} />
            <Lane name="flush" className={classes.flush} blocks={pipeline.flushes} />
            <Lane name="released" className={classes.release} blocks={pipeline.releases} />
          </div>
        </>
      )}
    </section>
  );
}

interface LaneProps {
  readonly name: string;
  readonly className: string | undefined;
  readonly blocks: readonly Block[];
}

function Lane({ name, className, blocks }: LaneProps) {
  return (
    <div className={`${classes.lane} ${className}`}>
      <span>{name}</span>
      <div>
        {blocks.map(({ key, left, width, label }) => (
          <i key={key} style={{ left: `${left}%`, width: `calc(${width}% - 1px)` }}>
            {label}
          </i>
        ))}
      </div>
    </div>
  );
}
