"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_client/trpc";
import { packsText } from "../document/palette-entries";
import classes from "./palette.module.css";

/** A quiet line below the palette, where activities are missing from it; it opens what is wrong with their packs. */
export function PackProblems() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.activities.list.queryOptions());
  const problems = data?.problems ?? [];
  if (problems.length === 0) return null;
  return (
    <details className={classes.packs}>
      <summary>{packsText(problems)}</summary>
      <ul aria-label="Problems of activity packs">
        {problems.map(({ pack, message }) => (
          <li key={`${pack} ${message}`}>
            <b>{pack}</b> {message}
          </li>
        ))}
      </ul>
    </details>
  );
}
