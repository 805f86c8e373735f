import { aslActivities } from "../engine/dist/asl/index.js";
import { httpRequest } from "../engine/dist/index.js";

/** What imported workflows name: the activities that stand for Tasks, and HTTP. */
export const activityCatalog = {
  activities: [...aslActivities, httpRequest()].map(({ info }) => info),
  entities: [],
  workflows: [],
};
