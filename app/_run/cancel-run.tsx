"use client";

import { Button, Popover, TextInput } from "@mantine/core";
import { IconBan } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_client/trpc";
import { ErrorNote } from "@/app/_ui/error-note";
import classes from "./cancel-run.module.css";

interface CancelRunProps {
  readonly runId: string;
  readonly activitiesInTheAir: number;
  readonly onCancelled: () => void;
}

/** Says first how much work would be stopped, then offers to stop it: with what the run's code does to clean up, or without. */
export function CancelRun({ runId, activitiesInTheAir, onCancelled }: CancelRunProps) {
  const trpc = useTRPC();
  const [isOpen, setIsOpen] = useState(false);
  const [reason, setReason] = useState("");
  const cancellation = useMutation(
    trpc.runs.cancel.mutationOptions({
      onSuccess: () => {
        setIsOpen(false);
        onCancelled();
      },
    }),
  );
  const cancel = (atOnce: boolean) =>
    cancellation.mutate({ runId, atOnce, ...(reason.trim() !== "" && { reason: reason.trim() }) });
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="bottom-end" width={340} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconBan size={16} stroke={1.75} aria-hidden />}
          onClick={() => setIsOpen(!isOpen)}
        >
          Cancel run
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Cancel run">
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            cancel(false);
          }}
        >
          <p>
            <b>{inTheAir(activitiesInTheAir)}</b>{" "}
            {activitiesInTheAir > 0 && "Each is told to stop, and its result is ignored. "}
            What is done stays done. A cancelled run does not go on, but for its clean-up, which may take a while.
          </p>
          <TextInput
            label="Reason, kept in the history"
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {cancellation.error !== null && (
            <ErrorNote title="The run was not cancelled.">{cancellation.error.message}</ErrorNote>
          )}
          <div className={classes.buttons}>
            <Button type="submit" loading={cancellation.isPending}>
              Cancel and clean up
            </Button>
            <Button variant="default" disabled={cancellation.isPending} onClick={() => cancel(true)}>
              End at once
            </Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

function inTheAir(count: number): string {
  if (count === 0) return "No activity is running.";
  return count === 1 ? "1 activity is running or queued." : `${count} activities are running or queued.`;
}
