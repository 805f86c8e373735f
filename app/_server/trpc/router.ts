import { listActivitiesProcedure } from "./activities/list-activities";
import { snapshotNowProcedure } from "./engine/snapshot-now";
import { watchEngineProcedure } from "./engine/watch-engine";
import { listExamplesProcedure } from "./examples/list-examples";
import { openExampleProcedure } from "./examples/open-example";
import { router } from "./init";
import { cancelRunProcedure } from "./runs/cancel-run";
import { getRunProcedure } from "./runs/get-run";
import { listRunsProcedure } from "./runs/list-runs";
import { readHistoryProcedure } from "./runs/read-history";
import { startRunProcedure } from "./runs/start-run";
import { watchRunProcedure } from "./runs/watch-run";
import { systemStatusProcedure } from "./system/system-status";
import { createWorkflowProcedure } from "./workflows/create-workflow";
import { deleteWorkflowProcedure } from "./workflows/delete-workflow";
import { duplicateWorkflowProcedure } from "./workflows/duplicate-workflow";
import { getWorkflowProcedure } from "./workflows/get-workflow";
import { listWorkflowsProcedure } from "./workflows/list-workflows";
import { saveWorkflowProcedure } from "./workflows/save-workflow";

/** The contract between Dacapo and everything that uses it. */
export const appRouter = router({
  workflows: router({
    list: listWorkflowsProcedure,
    get: getWorkflowProcedure,
    create: createWorkflowProcedure,
    save: saveWorkflowProcedure,
    delete: deleteWorkflowProcedure,
    duplicate: duplicateWorkflowProcedure,
  }),
  examples: router({ list: listExamplesProcedure, open: openExampleProcedure }),
  activities: router({ list: listActivitiesProcedure }),
  runs: router({
    start: startRunProcedure,
    get: getRunProcedure,
    list: listRunsProcedure,
    cancel: cancelRunProcedure,
    history: readHistoryProcedure,
    watch: watchRunProcedure,
  }),
  engine: router({ watch: watchEngineProcedure, snapshotNow: snapshotNowProcedure }),
  system: router({ status: systemStatusProcedure }),
});

export type AppRouter = typeof appRouter;
