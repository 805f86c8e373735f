import { completedWith, field, numbers, workload } from "./workload.mjs";

/** @import { Workload } from "../words.js" */

/** Workloads whose orchestrations are functions of a module (`hub/orchestrations.mjs`). @type {readonly Workload[]} */
export const functionWorkloads = [
  workload({
    name: "greetings",
    weight: 6,
    target: () => ({ name: "greetings" }),
    input: (chance) => ({ city: `Town ${chance.between(1, 999)}` }),
    judge: (run, record) => {
      return completedWith(record, ["Hello Tokyo!", "Hello Seattle!", `Hello ${field(run.input, "city")}!`]);
    },
  }),
  workload({
    name: "addition",
    weight: 2,
    target: () => ({ name: "addition" }),
    input: (chance) => ({ terms: Array.from({ length: 20 }, () => chance.between(-1_000, 1_000)) }),
    judge: (run, record) => {
      return completedWith(
        record,
        numbers(run.input, "terms").reduce((sum, term) => sum + term, 0),
      );
    },
  }),
  workload({
    name: "family",
    weight: 2,
    terminated: "never",
    target: () => ({ name: "family" }),
    input: (chance, number) => ({
      children: [1, 2, 3].map((child) => ({
        id: `child-${number}-${child}`,
        city: `Village ${chance.between(1, 999)}`,
      })),
    }),
    children: (input) => childrenOf(input).map(({ id }) => id),
    judge: (run, record) =>
      completedWith(
        record,
        childrenOf(run.input).map(({ city }) => ["Hello Tokyo!", "Hello Seattle!", `Hello ${city}!`]),
      ),
  }),
];

/** @param {unknown} input */
const childrenOf = (input) => /** @type {{ id: string, city: string }[]} */ (field(input, "children"));
