/** How long anything may take before the story fails, in milliseconds. */
export const PATIENCE_MS = 60_000;

/** Waits for a condition outside the window (a file, a command's answer), and returns what it yields. */
export async function until(what, look, patience = PATIENCE_MS) {
    for (const deadline = Date.now() + patience; Date.now() < deadline; await new Promise(resolve => setTimeout(resolve, 50))) {
        const seen = await look();
        if (seen) {
            return seen;
        }
    }
    throw new Error(`waited in vain for ${what}`);
}
