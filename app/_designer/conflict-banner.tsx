"use client";

import { Button } from "@mantine/core";
import { IconVersions } from "@tabler/icons-react";
import classes from "./workflow-designer.module.css";

interface ConflictBannerProps {
  readonly edits: number;
  readonly onLoadTheirs: () => void;
  readonly onKeepMine: () => void;
}

/** Someone else saved this workflow: one of the two versions stays, and the author says which. */
export function ConflictBanner({ edits, onLoadTheirs, onKeepMine }: ConflictBannerProps) {
  return (
    <div className={classes.banner} role="alert">
      <IconVersions size={16} aria-hidden />
      <span>
        This workflow was changed in another place. {edits === 1 ? "1 edit" : `${edits} edits`} of this tab{" "}
        {edits === 1 ? "is" : "are"} not saved.
      </span>
      <Button size="xs" variant="default" onClick={onLoadTheirs}>
        Load theirs
      </Button>
      <Button size="xs" variant="default" onClick={onKeepMine}>
        Keep mine
      </Button>
    </div>
  );
}
