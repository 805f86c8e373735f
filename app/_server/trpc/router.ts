import { listActivitiesProcedure } from "./activities/list-activities";
import { getCatalogProcedure } from "./catalog/get-catalog";
import { snapshotNowProcedure } from "./engine/snapshot-now";
import { watchEngineProcedure } from "./engine/watch-engine";
import { listEntitiesProcedure } from "./entities/list-entities";
import { readEntityProcedure } from "./entities/read-entity";
import { checkEntityTypeProcedure } from "./entity-types/check-entity-type";
import { createEntityTypeProcedure } from "./entity-types/create-entity-type";
import { deleteEntityTypeProcedure } from "./entity-types/delete-entity-type";
import { getEntityTypeProcedure } from "./entity-types/get-entity-type";
import { listEntityTypesProcedure } from "./entity-types/list-entity-types";
import { publishEntityTypeProcedure } from "./entity-types/publish-entity-type";
import { saveEntityTypeProcedure } from "./entity-types/save-entity-type";
import { tryOperationProcedure } from "./entity-types/try-operation";
import { listExamplesProcedure } from "./examples/list-examples";
import { openExampleProcedure } from "./examples/open-example";
import { router } from "./init";
import { answerApprovalProcedure } from "./runs/answer-approval";
import { cancelRunProcedure } from "./runs/cancel-run";
import { getRunProcedure } from "./runs/get-run";
import { listRunsProcedure } from "./runs/list-runs";
import { raiseEventProcedure } from "./runs/raise-event";
import { readHistoryProcedure } from "./runs/read-history";
import { startRunProcedure } from "./runs/start-run";
import { watchRunProcedure } from "./runs/watch-run";
import { systemStatusProcedure } from "./system/system-status";
import {
  checkTypesProcedure,
  membersAtProcedure,
  typeAtProcedure,
  typesOfNodeProcedure,
} from "./workflows/check-types";
import { createWorkflowProcedure } from "./workflows/create-workflow";
import { deleteWorkflowProcedure } from "./workflows/delete-workflow";
import { duplicateWorkflowProcedure } from "./workflows/duplicate-workflow";
import { getWorkflowProcedure } from "./workflows/get-workflow";
import { importDefinitionProcedure } from "./workflows/import-definition";
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
    importDefinition: importDefinitionProcedure,
    checkTypes: checkTypesProcedure,
    membersAt: membersAtProcedure,
    typeAt: typeAtProcedure,
    typesOf: typesOfNodeProcedure,
  }),
  examples: router({ list: listExamplesProcedure, open: openExampleProcedure }),
  activities: router({ list: listActivitiesProcedure }),
  catalog: router({ get: getCatalogProcedure }),
  runs: router({
    start: startRunProcedure,
    get: getRunProcedure,
    list: listRunsProcedure,
    cancel: cancelRunProcedure,
    raiseEvent: raiseEventProcedure,
    answerApproval: answerApprovalProcedure,
    history: readHistoryProcedure,
    watch: watchRunProcedure,
  }),
  entities: router({ read: readEntityProcedure, list: listEntitiesProcedure }),
  entityTypes: router({
    list: listEntityTypesProcedure,
    get: getEntityTypeProcedure,
    create: createEntityTypeProcedure,
    save: saveEntityTypeProcedure,
    publish: publishEntityTypeProcedure,
    delete: deleteEntityTypeProcedure,
    check: checkEntityTypeProcedure,
    tryOperation: tryOperationProcedure,
  }),
  engine: router({ watch: watchEngineProcedure, snapshotNow: snapshotNowProcedure }),
  system: router({ status: systemStatusProcedure }),
});

export type AppRouter = typeof appRouter;
