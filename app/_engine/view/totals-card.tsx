import Link from "next/link";
import { Fragment } from "react";
import type { HubMetrics } from "@/app/_server/api-types";
import { type Total, totalsOf } from "../figures/totals";
import { durationText } from "../figures/words";
import { Card } from "./card";
import classes from "./card.module.css";

/** What was done since the engine was opened. */
export function TotalsCard({ metrics }: { readonly metrics: HubMetrics }) {
  return (
    <Card title={`Since it was opened, ${durationText(Math.max(0, metrics.atMs - metrics.openedAtMs))} ago`}>
      <dl className={classes.totals}>
        {totalsOf(metrics).map((total) => (
          <Fragment key={total.name}>
            <dt className={total.runs === undefined ? undefined : classes.part}>
              <TotalName total={total} />
            </dt>
            <dd>{total.value}</dd>
          </Fragment>
        ))}
      </dl>
    </Card>
  );
}

function TotalName({ total: { name, runs } }: { readonly total: Total }) {
  return runs === undefined ? name : <Link href={`/runs?status=${runs}`}>{name}</Link>;
}
