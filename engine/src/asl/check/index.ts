export type { CaseResult, MachineCase } from "./machine-case.js";
export { CaseEngine } from "./run-cases.js";
export { type SimulatedClock, simulateClock } from "./simulated-clock.js";
