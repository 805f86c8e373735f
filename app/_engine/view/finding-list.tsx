import { IconAlertTriangle } from "@tabler/icons-react";
import Link from "next/link";
import type { Finding } from "../figures/findings";
import classes from "./finding-list.module.css";

const SHOWN_MAX = 3;

/** What is slow and why, the most pressing first. Nothing when nothing is. */
export function FindingList({ found }: { readonly found: readonly Finding[] }) {
  const more = found.length - SHOWN_MAX;
  return (
    // Read out when one comes, not again with every reading: only the words that change are.
    <div className={classes.list} role="status" aria-label="What is slow">
      {found.slice(0, SHOWN_MAX).map(({ key, title, why, action }) => (
        <section key={key} className={classes.finding}>
          <IconAlertTriangle size={20} stroke={1.75} aria-hidden className={classes.icon} />
          <div>
            <h2>{title}</h2>
            {why.map((sentence) => (
              <p key={sentence.replace(/[\d.,\u202f]+/g, "")}>{sentence}</p>
            ))}
            {action === "showRunning" && (
              <p>
                <Link href="/runs?status=running">Show what runs</Link>
              </p>
            )}
          </div>
        </section>
      ))}
      {more > 0 && <p className={classes.more}>And {more === 1 ? "one more" : `${more} more`}.</p>}
    </div>
  );
}
