import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { restartDelay } from "./crashes";
import { DiagnosticsBridge } from "./diagnosticsBridge";
import { Wanted } from "./fixes";
import { fixOnSave } from "./fixOnSave";
import { messageOf } from "./log";
import { modelEnvironment } from "./model/key";
import { bridgeReverts } from "./revertBridge";
import { bridgeSourceControl } from "./scmBridge";
import { findServer, ServerCommand } from "./server";
import { SingleFlight } from "./singleFlight";
import { SettingsSource } from "./settings";
import { FolderStatus, StatusItem } from "./status";
import { bridgeTrust } from "./trust";

/** The running server of this window, and what is bound to its life. */
export class ServerSession implements vscode.Disposable {
    private client: LanguageClient | undefined;
    private bound: { dispose(): void }[] = [];
    private readonly crashes: number[] = [];
    private timer: NodeJS.Timeout | undefined;
    private learning = false;
    private readonly restarts = new SingleFlight(() => this.startAgain());
    private readonly settingsWatch: vscode.Disposable;
    private readonly changed = new vscode.EventEmitter<void>();

    constructor(
        private readonly context: vscode.ExtensionContext,
        private readonly log: vscode.LogOutputChannel,
        private readonly status: StatusItem,
        private readonly source: SettingsSource,
        private readonly propose: (client: LanguageClient, wanted: Wanted) => Promise<void>,
    ) {
        this.settingsWatch = vscode.workspace.onDidChangeConfiguration(event => {
            if (event.affectsConfiguration("amends.server")) {
                void this.restart();
            }
        });
    }

    /** Fires each time a server answers, is gone for good, or has learned something. */
    get onDidChange(): vscode.Event<void> {
        return this.changed.event;
    }

    /** The client, if its server answers. */
    get ready(): LanguageClient | undefined {
        return this.client?.isRunning() ? this.client : undefined;
    }

    /** Starts or restarts; what goes wrong is shown, never thrown. */
    restart(): Promise<void> {
        return this.restarts.run();
    }

    async stop(): Promise<void> {
        this.unbind();
        const client = this.client;
        this.client = undefined;
        if (client?.needsStop()) {
            await client.dispose().catch((error: unknown) => {
                this.log.warn(`The server did not stop cleanly: ${messageOf(error)}`);
            });
        }
    }

    dispose(): void {
        vscode.Disposable.from(this.settingsWatch, this.changed).dispose();
        clearTimeout(this.timer);
        void this.stop();
    }

    private async startAgain(): Promise<void> {
        await this.stop();
        await this.start().catch((error: unknown) => this.failed(error));
    }

    private async start(): Promise<void> {
        this.status.show({ state: "starting", detail: "" });
        const server = await findServer(this.context, this.log);
        try {
            await this.connect(server);
        } catch (error) {
            if (!server.repair) {
                throw error;
            }
            this.log.warn(`The server did not start; its environment is looked at: ${messageOf(error)}`);
            await this.stop();
            await this.connect(await server.repair());
        }
    }

    private async connect(server: ServerCommand): Promise<void> {
        // Most of the extension's code; nobody who opens a window waits for it.
        const { clientOptions, createClient } = await import("./languageClient");
        const options = clientOptions(this.log, this.source, () => { this.ended(client); }, wanted => this.propose(client, wanted));
        const client: LanguageClient = createClient(server, await modelEnvironment(this.context.secrets, this.source.consents), options, this.log);
        this.client = client;
        client.onNotification("amends/status", (params: FolderStatus) => { this.told(params); });
        await client.start().catch((error: unknown) => {
            this.log.error(`Starting “${server.command.join(" ")}” failed: ${messageOf(error)}`);
            throw new Error(vscode.l10n.t("The server of Amends did not start. Its log says why."), { cause: error });
        });
        this.bound = [new DiagnosticsBridge(client, this.log), bridgeReverts(client), bridgeTrust(client), fixOnSave(client)];
        void vscode.commands.executeCommand("setContext", "amends.running", true);
        this.changed.fire();
        // A hint to ask for the settings again.
        const askAgain = () => void this.ready?.sendNotification("workspace/didChangeConfiguration", { settings: null });
        void this.source.interpreters.watch(askAgain).catch((error: unknown) => { this.log.debug(`The Python extension tells nothing: ${messageOf(error)}`); });
        void bridgeSourceControl(client).then(bridge => { this.bind(client, bridge); }, (error: unknown) => {
            this.log.debug(`Git tells nothing: ${messageOf(error)}`);
        });
        this.status.show({ state: "idle", detail: "" });
    }

    /** What was learned is there to be looked at as soon as something else is done. */
    private told(status: FolderStatus): void {
        const learned = this.learning && status.state !== "learning";
        this.learning = status.state === "learning";
        this.status.show(status);
        if (learned) {
            this.changed.fire();
        }
    }

    /** For as long as this client is the one. */
    private bind(client: LanguageClient, one: { dispose(): void }): void {
        if (this.client === client) {
            this.bound.push(one);
        } else {
            one.dispose();
        }
    }

    private unbind(): void {
        void vscode.commands.executeCommand("setContext", "amends.running", false);
        vscode.Disposable.from(...this.bound).dispose();
        this.bound = [];
    }

    /** A server that ran and went by itself is started again, later each time; one that never ran is a failed start. */
    private ended(client: LanguageClient): void {
        if (this.client !== client || !client.isRunning()) {
            return;
        }
        this.crashes.push(Date.now());
        const delay = restartDelay(this.crashes, Date.now());
        if (delay === undefined) {
            void this.stop().then(() => { this.stopped(vscode.l10n.t("it keeps ending unexpectedly")); });
            return;
        }
        this.log.warn(`The server ended unexpectedly; it is started again in ${delay} ms.`);
        this.status.show({ state: "starting", detail: vscode.l10n.t("after it ended unexpectedly") });
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.restart(), delay);
    }

    /** In few words: a status has one line. */
    private stopped(detail: string): void {
        this.status.show({ state: "stopped", detail });
        this.changed.fire();
    }

    private async failed(error: unknown): Promise<void> {
        this.log.error(messageOf(error));
        this.log.debug(error instanceof Error ? (error.stack ?? "") : "");
        await this.stop();
        this.stopped(vscode.l10n.t("it did not start"));
        const [retry, open] = [vscode.l10n.t("Try Again"), vscode.l10n.t("Show Log")];
        void vscode.window.showErrorMessage(messageOf(error), retry, open).then(choice => {
            if (choice === retry) {
                void this.restart();
            } else if (choice === open) {
                this.log.show();
            }
        });
    }
}
