/** Gathers what is sent in one turn of the event loop, and passes it on as one batch. */
export class Outgoing<Message> {
  private gathered: Message[] = [];
  private scheduled: NodeJS.Immediate | undefined;

  constructor(private readonly pass: (batch: readonly Message[]) => void) {}

  add(message: Message): void {
    this.gathered.push(message);
    this.scheduled ??= setImmediate(() => this.flush());
  }

  flush(): void {
    if (this.scheduled !== undefined) clearImmediate(this.scheduled);
    this.scheduled = undefined;
    if (this.gathered.length === 0) return;
    const batch = this.gathered;
    this.gathered = [];
    this.pass(batch);
  }
}
