import * as vscode from "vscode";
import { LanguageClient, State } from "vscode-languageclient/node";
import { createClient } from "./client";
import { DiagnosticsBridge } from "./diagnosticsBridge";
import { messageOf } from "./log";
import { bridgeReverts } from "./revertBridge";
import { findServer, ServerCommand } from "./server";
import { SingleFlight } from "./singleFlight";
import { StatusItem } from "./status";
import { bridgeTrust } from "./trust";

/** The running server of this window, and what is bound to its life. */
export class ServerSession implements vscode.Disposable {
    private client: LanguageClient | undefined;
    private bound: { dispose(): void }[] = [];
    private readonly restarts = new SingleFlight(() => this.startAgain());
    private readonly settingsWatch: vscode.Disposable;

    constructor(
        private readonly context: vscode.ExtensionContext,
        private readonly log: vscode.LogOutputChannel,
        private readonly status: StatusItem,
    ) {
        this.settingsWatch = vscode.workspace.onDidChangeConfiguration(event => {
            if (event.affectsConfiguration("amends.server")) {
                void this.restart();
            }
        });
    }

    /** The client, if its server answers. */
    get ready(): LanguageClient | undefined {
        return this.client?.state === State.Running ? this.client : undefined;
    }

    /** Starts or restarts; what goes wrong is shown, never thrown. */
    restart(): Promise<void> {
        return this.restarts.run();
    }

    async stop(): Promise<void> {
        this.unbind();
        const client = this.client;
        this.client = undefined;
        await client?.dispose().catch((error: unknown) => {
            this.log.warn(`The server did not stop cleanly: ${messageOf(error)}`);
        });
    }

    dispose(): void {
        this.settingsWatch.dispose();
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
            this.log.warn(`The server's environment seems broken and is made again: ${messageOf(error)}`);
            await this.stop();
            await this.connect(await server.repair());
        }
    }

    private async connect(server: ServerCommand): Promise<void> {
        const client = createClient(server, this.log, this.status);
        this.client = client;
        client.onDidChangeState(event => {
            if (event.newState === State.Running) {
                this.bind(client);
            }
        });
        await client.start();
    }

    /** After a crash the client starts a new server by itself; that one knows nothing yet, so the bridges begin anew too. */
    private bind(client: LanguageClient): void {
        this.unbind();
        this.bound = [new DiagnosticsBridge(client, this.log), bridgeReverts(client), bridgeTrust(client)];
        this.status.show({ state: "idle", detail: "" });
    }

    private unbind(): void {
        vscode.Disposable.from(...this.bound).dispose();
        this.bound = [];
    }

    private async failed(error: unknown): Promise<void> {
        this.log.error(error instanceof Error ? error : String(error));
        this.status.show({ state: "stopped", detail: messageOf(error) });
        await this.stop();
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
