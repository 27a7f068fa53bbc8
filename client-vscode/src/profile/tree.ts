import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { messageOf } from "../log";
import { SingleFlight } from "../singleFlight";
import { Profile } from "./model";
import { Node, profileNodes } from "./nodes";

/** A node and the folder whose profile it belongs to. */
export interface Entry { node: Node; folder: vscode.WorkspaceFolder }

/**
 * What was learned, one section a kind. It is asked for before the view is told that something changed: a view that has
 * to wait for its roots while the next change comes closes everything a person has opened.
 */
export class ProfileTree implements vscode.TreeDataProvider<Entry>, vscode.Disposable {
    private readonly changed = new vscode.EventEmitter<undefined>();
    readonly onDidChangeTreeData = this.changed.event;
    private readonly reads = new SingleFlight(() => this.read());
    private roots: Entry[] | undefined;

    constructor(private readonly client: () => LanguageClient | undefined, private readonly log: vscode.LogOutputChannel) {}

    refresh(): void {
        void this.reads.run();
    }

    dispose(): void {
        this.changed.dispose();
    }

    async getChildren(entry?: Entry): Promise<Entry[]> {
        if (entry) {
            return (entry.node.children ?? []).map(node => ({ node, folder: entry.folder }));
        }
        this.roots ??= await this.entries();
        return this.roots;
    }

    getTreeItem({ node, folder }: Entry): vscode.TreeItem {
        const state = node.children?.length ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
        const item = new vscode.TreeItem(node.label, state);
        item.description = node.description ?? "";
        item.tooltip = new vscode.MarkdownString(node.tooltip ?? node.label);
        item.contextValue = node.context ?? "";
        item.iconPath = new vscode.ThemeIcon(node.icon ?? "circle-outline");
        item.accessibilityInformation = { label: [node.label, node.description].filter(Boolean).join(", ") };
        if (node.evidence) {
            item.command = { command: "amends.openEvidence", title: vscode.l10n.t("Open the Code"), arguments: [{ node, folder }] };
        }
        return item;
    }

    private async read(): Promise<void> {
        try {
            this.roots = await this.entries();
        } catch (error) {
            this.log.debug(`What was learned cannot be shown: ${messageOf(error)}`);
        }
        this.changed.fire(undefined);
    }

    private async entries(): Promise<Entry[]> {
        const folders = vscode.workspace.workspaceFolders ?? [];
        const all = await Promise.all(folders.map(async folder => ({ folder, nodes: await this.nodesOf(folder) })));
        if (all.length === 1) {
            return all.flatMap(({ folder, nodes }) => nodes.map(node => ({ node, folder })));
        }
        return all.filter(({ nodes }) => nodes.length > 0).map(({ folder, nodes }) => ({ folder, node: { label: folder.name, icon: "root-folder", children: nodes } }));
    }

    private async nodesOf(folder: vscode.WorkspaceFolder): Promise<Node[]> {
        const client = this.client();
        if (!client) {
            return [];
        }
        const profile = await client.sendRequest<Profile>("amends/profile", { folder: client.code2ProtocolConverter.asUri(folder.uri) });
        return profileNodes(profile, (text, ...values) => vscode.l10n.t(text, ...values));
    }
}
