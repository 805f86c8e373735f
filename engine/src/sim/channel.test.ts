import { channelConformance } from "../transport/conformance.js";
import { simulatedLink } from "./channel.js";

channelConformance("the simulated link", () => ({
  ...simulatedLink((deliver) => setImmediate(deliver)),
  remove: () => undefined,
}));
