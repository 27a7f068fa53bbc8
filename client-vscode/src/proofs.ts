import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { CheckRecord, FixRecord, Proof } from "./fixes";

/** With `amends.testing.proofs`, previewed fixes stand in the Test Explorer, where their proof can be run again. */
export class Proofs implements vscode.Disposable {
    private controller: vscode.TestController | undefined;
    private readonly watch = vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration("amends.testing.proofs")) {
            this.controller?.dispose();
            this.controller = undefined;
        }
    });

    constructor(private readonly client: () => LanguageClient | undefined) {}

    dispose(): void {
        vscode.Disposable.from(this.watch, ...(this.controller ? [this.controller] : [])).dispose();
    }

    /** A fix that was shown; its checks stand below it as they came out. */
    add(record: FixRecord): void {
        if (!vscode.workspace.getConfiguration("amends").get<boolean>("testing.proofs", false)) {
            return;
        }
        this.controller ??= this.create();
        const item = this.controller.createTestItem(record.fixId, record.title, vscode.Uri.parse(record.uri));
        item.children.replace(record.verdict.checks.map(check => this.check(record.fixId, check)));
        this.controller.items.add(item);
        const run = this.controller.createTestRun(new vscode.TestRunRequest([item]), vscode.l10n.t("Proof of a fix"), false);
        report(run, item, record.verdict);
        run.end();
    }

    private create(): vscode.TestController {
        const controller = vscode.tests.createTestController("amends.proofs", vscode.l10n.t("Amends: proofs of fixes"));
        controller.createRunProfile(vscode.l10n.t("Prove This Fix"), vscode.TestRunProfileKind.Run, (request, token) => this.prove(controller, request, token), true);
        return controller;
    }

    private check(fixId: string, { name }: CheckRecord): vscode.TestItem {
        const made = this.controller?.createTestItem(`${fixId} ${name}`, name);
        if (!made) {
            throw new Error("There is no test controller.");
        }
        return made;
    }

    private async prove(controller: vscode.TestController, request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
        const all: vscode.TestItem[] = [];
        controller.items.forEach(item => all.push(item));
        const chosen = new Set((request.include ?? all).map(item => item.parent ?? item));
        const run = controller.createTestRun(request);
        for (const item of chosen) {
            run.started(item);
            try {
                const proof = await this.client()?.sendRequest<Proof>("amends/proveFix", { fixId: item.id }, token);
                report(run, item, proof?.verdict);
            } catch (error) {
                run.errored(item, new vscode.TestMessage(error instanceof Error ? error.message : String(error)));
            }
        }
        run.end();
    }
}

/** Passed means passed: what is unknown was not proved, so it is skipped, with its reason. */
function report(run: vscode.TestRun, item: vscode.TestItem, verdict: FixRecord["verdict"] | undefined): void {
    for (const check of verdict?.checks ?? []) {
        const child = item.children.get(`${item.id} ${check.name}`);
        if (child && check.state === "passed") {
            run.passed(child, check.durationMs);
        } else if (child && check.state === "failed") {
            run.failed(child, new vscode.TestMessage(check.reason ?? ""), check.durationMs);
        } else if (child) {
            run.appendOutput(`${check.name}: ${check.reason ?? check.state}\r\n`, undefined, child);
            run.skipped(child);
        }
    }
    if (verdict?.state === "proved") {
        run.passed(item, verdict.durationMs);
    } else if (verdict?.state === "failed") {
        run.failed(item, new vscode.TestMessage(vscode.l10n.t("The fix does not hold on the text as it is now.")), verdict.durationMs);
    } else {
        run.skipped(item);
    }
}
