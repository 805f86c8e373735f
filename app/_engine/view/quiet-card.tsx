import Link from "next/link";
import type { HubMetrics } from "@/app/_server/api-types";
import { sumOf } from "../figures/history";
import { Card } from "./card";
import classes from "./card.module.css";

/** Says that there is nothing to see yet, and how that changes. */
export function QuietCard({ metrics: { threads, partitions } }: { readonly metrics: HubMetrics }) {
  const isQuiet =
    sumOf(threads, ({ counts }) => counts.records) === 0 && sumOf(partitions, ({ active }) => active) === 0;
  if (!isQuiet) return null;
  return (
    <Card title="All is quiet">
      <p className={classes.quiet}>
        Nothing has run since the engine was opened. Start a workflow, and watch its events pass through here.
        <br />
        <Link href="/">Open a workflow</Link>
      </p>
    </Card>
  );
}
