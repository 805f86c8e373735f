"use client";

import Link from "next/link";
import type { WorkflowCard } from "@/app/_server/api-types";
import { RelativeTime } from "@/app/_ui/relative-time";
import { stateWord } from "@/app/_ui/state";
import { StateGlyph } from "@/app/_ui/state-glyph";
import { shownStatus } from "../_run/projection/run-words";
import { CardMenu } from "./card-menu";
import { ThumbnailView } from "./thumbnail-view";
import classes from "./workflow-card.module.css";

/** A workflow: its picture, its name, how its latest run went. The whole card opens it. */
export function WorkflowCardView({ card }: { readonly card: WorkflowCard }) {
  const steps = card.graph.nodes.filter((node) => node.type !== "start" && node.type !== "return").length;
  return (
    <li className={classes.card}>
      <ThumbnailView graph={card.graph} layout={card.layout} />
      <div className={classes.body}>
        <div className={classes.name}>
          <Link href={`/workflows/${encodeURIComponent(card.workflowId)}`} className={classes.open}>
            {card.name}
          </Link>
          <span className={classes.steps}>{steps === 1 ? "1 step" : `${steps} steps`}</span>
        </div>
        <div className={classes.run}>
          <LastRun card={card} />
        </div>
        <div className={classes.foot}>
          <span>
            edited <RelativeTime atMs={card.updatedAt.getTime()} />
          </span>
          <CardMenu card={card} />
        </div>
      </div>
    </li>
  );
}

function LastRun({ card: { lastRun } }: { readonly card: WorkflowCard }) {
  if (lastRun === undefined) return <span className={classes.quiet}>Not run yet</span>;
  const state = shownStatus(lastRun.status);
  return (
    <>
      <StateGlyph state={state} size={16} decorative />
      <Link href={`/runs/${encodeURIComponent(lastRun.runId)}`} className={classes.lastRun}>
        {stateWord(state)}
      </Link>
      <span className={classes.quiet}>
        <RelativeTime atMs={lastRun.createdAtMs} />
      </span>
    </>
  );
}
