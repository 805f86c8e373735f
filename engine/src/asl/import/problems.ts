/** Something in a definition that Step Functions would not take, or that cannot be imported. */
export interface DefinitionProblem {
  /** The field: `States.Pay.Retry[0].MaxAttempts`. Empty: the definition as a whole. */
  readonly path: string;
  /** The name of the state that it is about. */
  readonly state?: string;
  /** What is wrong and what to do, in sentences. */
  readonly message: string;
}

/** Collects problems on the way through a definition. */
export class Problems {
  readonly all: DefinitionProblem[] = [];

  add(path: string, message: string, state?: string): void {
    this.all.push({ path, message, ...(state !== undefined && { state }) });
  }
}

export type JsonRecord = Readonly<Record<string, unknown>>;
export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value as it is said in a message. */
export function told(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
