import { CHANNEL_SABOTAGES } from "./channel-sabotages.js";
import { LIFE_SABOTAGES } from "./life-sabotages.js";
import { LOG_SABOTAGES } from "./log-sabotages.js";
import type { Sabotage } from "./sabotage.js";
import { STORE_SABOTAGES } from "./store-sabotages.js";

/** Every fault that can be planted, by the name that `--sabotage` knows it by. */
export const SABOTAGES: Readonly<Record<string, Sabotage>> = {
  ...LOG_SABOTAGES,
  ...CHANNEL_SABOTAGES,
  ...LIFE_SABOTAGES,
  ...STORE_SABOTAGES,
};
