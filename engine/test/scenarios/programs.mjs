// What the scenarios run, as one module that engine threads load.
export * from "./programs/activities.mjs";
export * from "./programs/entities.mjs";
export * from "./programs/first-of-several.mjs";
export * from "./programs/sequences.mjs";
export * from "./programs/sub-orchestrations.mjs";
export * from "./programs/waits.mjs";
