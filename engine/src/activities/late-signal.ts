/**
 * An abort signal that is made when somebody asks for it: most activities never do, and making one costs
 * more than many an activity.
 */
export class LateSignal {
  private controller: AbortController | undefined;
  private reason: DOMException | undefined;

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.reason !== undefined) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  abort(reason: string): void {
    this.reason = new DOMException(reason, "AbortError");
    this.controller?.abort(this.reason);
  }
}
