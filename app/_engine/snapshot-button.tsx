"use client";

import { Button } from "@mantine/core";
import { IconSnowflake } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { sentenceOf } from "@/app/_client/error";
import { useTRPC } from "@/app/_client/trpc";
import classes from "./engine.module.css";
import { durationText } from "./figures/words";

/** Has a snapshot written now: before an upgrade, say, so that the next start has little to replay. */
export function SnapshotButton() {
  const trpc = useTRPC();
  const snapshot = useMutation(trpc.engine.snapshotNow.mutationOptions());
  return (
    <>
      <span role="status" aria-label="Snapshot" className={classes.pace}>
        {snapshot.isSuccess && `Snapshot written in ${durationText(snapshot.data.tookMs)}`}
        {snapshot.isError && `No snapshot: ${sentenceOf(snapshot.error)}`}
      </span>
      <Button
        variant="default"
        leftSection={<IconSnowflake size={15} stroke={1.75} aria-hidden />}
        loading={snapshot.isPending}
        onClick={() => snapshot.mutate()}
      >
        Snapshot now
      </Button>
    </>
  );
}
