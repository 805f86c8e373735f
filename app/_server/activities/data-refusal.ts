/** Data that is not what its node takes it for. Another attempt would be refused alike. */
export class DataRefusal extends Error {
  override readonly name = "DataRefusal";
  readonly nonRetriable = true;
  constructor(
    readonly code: "CsvInvalid" | "JsonInvalid" | "Base64Invalid" | "NotText",
    message: string,
    readonly details?: { readonly line?: number; readonly column?: number },
  ) {
    super(message);
  }
}
