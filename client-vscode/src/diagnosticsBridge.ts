import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { concerns, openDocument } from "./documents";
import { Finding, ForeignItem, foreignItems, isOurs } from "./foreignDiagnostics";
import { messageOf } from "./log";

const DEBOUNCE_MS = 250;

interface Seen { uri: vscode.Uri; version: number | undefined; findings: readonly Finding[] }
interface Sent { findings: readonly Finding[]; version: number | undefined; content: string }

/** Forwards other extensions' findings: for each file all of them, in place of the last, and only when they changed. */
export class DiagnosticsBridge implements vscode.Disposable {
    private readonly pending = new Map<string, Seen>();
    private readonly sent = new Map<string, Sent>();
    private readonly subscription: vscode.Disposable;
    private timer: NodeJS.Timeout | undefined;

    constructor(private readonly client: LanguageClient, private readonly log: vscode.LogOutputChannel) {
        this.subscription = vscode.languages.onDidChangeDiagnostics(event => { this.note(event.uris); });
        this.note(vscode.languages.getDiagnostics().map(([uri]) => uri));
    }

    dispose(): void {
        this.subscription.dispose();
        clearTimeout(this.timer);
    }

    /** Text version and findings are taken together, here: by the time they are sent the text may have moved on. */
    private note(uris: readonly vscode.Uri[]): void {
        for (const uri of uris) {
            const document = openDocument(uri);
            if (concerns(uri, document)) {
                const findings = vscode.languages.getDiagnostics(uri).filter(finding => !isOurs(finding));
                this.pending.set(uri.toString(), { uri, version: document?.version, findings });
            }
        }
        if (this.pending.size > 0) {
            this.timer ??= setTimeout(() => { this.flush(); }, DEBOUNCE_MS);
        }
    }

    private flush(): void {
        this.timer = undefined;
        this.noteForgotten();
        for (const [key, seen] of this.pending) {
            this.send(key, seen);
        }
        this.pending.clear();
    }

    /** VS Code does not always name a file whose last finding went (microsoft/vscode#49582). */
    private noteForgotten(): void {
        for (const key of this.sent.keys()) {
            const uri = vscode.Uri.parse(key, true);
            if (!this.pending.has(key) && vscode.languages.getDiagnostics(uri).every(isOurs)) {
                this.pending.set(key, { uri, version: openDocument(uri)?.version, findings: [] });
            }
        }
    }

    private send(key: string, seen: Seen): void {
        const items = foreignItems(seen.findings);
        const content = JSON.stringify(items);
        const last = this.sent.get(key);
        if (last ? says(last, seen, content) : items.length === 0) {
            return;
        }
        if (items.length === 0) {
            this.sent.delete(key);
        } else {
            this.sent.set(key, { findings: seen.findings, version: seen.version, content });
        }
        void this.notify(key, seen.version, items);
    }

    private async notify(uri: string, version: number | undefined, items: ForeignItem[]): Promise<void> {
        try {
            await this.client.sendNotification("amends/foreignDiagnostics", { uri, version, items });
        } catch (error) {
            this.log.debug(`Findings for ${uri} were not sent: ${messageOf(error)}`);
        }
    }
}

/**
 * Whether the last message said the same. An event may be about another tool's findings or our own: then these are
 * the very same objects, and still speak of the older text. New objects for a newer text are news even when equal.
 */
function says(last: Sent, seen: Seen, content: string): boolean {
    const same = last.findings.length === seen.findings.length && last.findings.every((one, index) => one === seen.findings[index]);
    return same || (last.content === content && last.version === seen.version);
}
