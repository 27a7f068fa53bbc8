// A real VS Code (code-server) in a real browser: start it, work in it as a person does, look at what it shows.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";

import { PATIENCE_MS } from "./waiting.mjs";

const home = process.env.AMENDS_EDITORS_HOME;
const { chromium } = createRequire(`${home}/vscode/drv/`)("playwright-core");
const CODE_SERVER = `${home}/vscode/cs/node_modules/code-server/out/node/entry.js`;
const QUIET_BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const SETTINGS = {
    "workbench.startupEditor": "none", "workbench.enableExperiments": false, "workbench.editor.enablePreview": false,
    "telemetry.telemetryLevel": "off", "update.mode": "none", "extensions.autoUpdate": false, "extensions.autoCheckUpdates": false,
    "chat.disableAIFeatures": true, "git.enabled": false, "files.autoSave": "off", "editor.accessibilitySupport": "off",
    "editor.autoClosingBrackets": "never", "editor.autoClosingQuotes": "never", "editor.quickSuggestions": { other: "off", comments: "off", strings: "off" },
    "editor.minimap.enabled": false, "remote.autoForwardPorts": false, "workbench.secondarySideBar.defaultVisibility": "hidden", "terminal.integrated.gpuAcceleration": "off",
};

/**
 * Starts an editor that keeps everything in `run` (an empty folder), with these .vsix files installed. `page` is its window, on a
 * `folder` or a `workspace` file; `another(folder)` is one more; `install(file)` installs while it runs.
 */
export async function startEditor({ run, folder, workspace, vsix = [], settings = {}, machineSettings = {}, env = {}, query = "", smokeTestDriver = false, prepare = async () => {} }) {
    const data = path.join(run, "data");
    const installed = path.join(run, "extensions");
    writeSettings(path.join(data, "User"), { ...SETTINGS, ...settings });
    writeSettings(path.join(data, "Machine"), machineSettings);
    fs.mkdirSync(installed, { recursive: true });
    const environment = { ...process.env, ...env, HOME: run, XDG_CONFIG_HOME: `${run}/config`, XDG_DATA_HOME: `${run}/xdg`, EXTENSIONS_GALLERY: '{"serviceUrl":"http://127.0.0.1:9"}' };
    const folders = ["--user-data-dir", data, "--extensions-dir", installed];
    const install = file => execFileSync(process.execPath, [CODE_SERVER, ...folders, "--install-extension", file, "--force"], { env: environment, stdio: "pipe" });
    vsix.forEach(install);
    const server = spawn(process.execPath, [CODE_SERVER, "--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override", ...folders],
        { env: environment, stdio: ["ignore", "pipe", fs.openSync(path.join(run, "code-server.log"), "w")], detached: true });
    const close = async context => {
        await context?.close();
        await end(server);
    };
    let context;
    try {
        const address = await addressOf(server);
        context = await startBrowser(path.join(run, "browser"), { viewport: { width: 1280, height: 800 } });
        const page = context.pages()[0] ?? await context.newPage();
        if (smokeTestDriver) {
            await allowTestRunner(page);
        }
        await prepare(page);
        const open = (one, what) => one.goto(`${address}/?${what}`, { waitUntil: "domcontentloaded" });
        await open(page, `${workspace ? `workspace=${workspace}` : `folder=${folder}`}${query}`);
        const another = async other => {
            const second = await context.newPage();
            await open(second, `folder=${other}`);
            return second;
        };
        return { page, another, install, close: () => close(context) };
    } catch (error) {
        await close(context);
        throw error;
    }
}

/** A browser with one empty page, which keeps everything in `folder`. */
export async function startBrowser(folder, options) {
    const browser = await chromium.launchPersistentContext(folder, { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: QUIET_BROWSER, ...options });
    browser.setDefaultTimeout(PATIENCE_MS);
    return browser;
}

function writeSettings(folder, settings) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "settings.json"), JSON.stringify(settings));
}

/** VS Code runs tests in its extension host only with this option, for which code-server has no flag. */
async function allowTestRunner(page) {
    await page.addInitScript(() => {
        const original = Element.prototype.getAttribute;
        Element.prototype.getAttribute = function (name) {
            const value = original.call(this, name);
            if (name !== "data-settings" || this.id !== "vscode-workbench-web-configuration") {
                return value;
            }
            const options = JSON.parse(value);
            return JSON.stringify({ ...options, developmentOptions: { ...options.developmentOptions, enableSmokeTestDriver: true } });
        };
    });
}

function addressOf(server) {
    return new Promise((resolve, reject) => {
        server.once("exit", code => reject(new Error(`code-server ended with ${code}`)));
        createInterface({ input: server.stdout }).on("line", line => {
            const found = /listening on (http:\/\/[\d.]+:\d+)/.exec(line);
            if (found) {
                resolve(found[1]);
            }
        });
    });
}

async function end(server) {
    if (server.exitCode === null) {
        const ended = new Promise(resolve => server.once("exit", resolve));
        process.kill(-server.pid, "SIGTERM");
        await ended;
    }
}
