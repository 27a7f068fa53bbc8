/** Runs an action one at a time: calls during a run join into exactly one more run after it. */
export class SingleFlight {
    private running: Promise<void> | undefined;
    private queued = false;

    constructor(private readonly action: () => Promise<void>) {}

    /** Resolves when an action that began after this call is done. */
    run(): Promise<void> {
        if (this.running) {
            this.queued = true;
            return this.running;
        }
        this.running = this.repeat().finally(() => (this.running = undefined));
        return this.running;
    }

    private async repeat(): Promise<void> {
        await this.action();
        if (this.takeQueued()) {
            await this.repeat();
        }
    }

    private takeQueued(): boolean {
        const { queued } = this;
        this.queued = false;
        return queued;
    }
}
