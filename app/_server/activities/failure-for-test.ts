import { type Failure, failureFrom } from "@dacapo/engine/model";

/** How an activity fails, as a run would keep it. Throws when it does not. For tests alone. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  let given: unknown;
  try {
    given = await work;
  } catch (thrown) {
    return failureFrom(thrown, "ActivityError");
  }
  throw new Error(`It was expected to fail, and gave ${JSON.stringify(given)}.`);
}
