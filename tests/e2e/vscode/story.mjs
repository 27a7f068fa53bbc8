// Steps that follow each other: each says how it went in one JSON line, and the first that fails ends the story.
import path from "node:path";

/** `steps` are `[name, async () => detail]`; a picture of the window (`page`, or what it yields) is taken after each. */
export async function tell(steps, { page, pictures, prefix }) {
    for (const [index, [name, act]] of steps.entries()) {
        const began = Date.now();
        const report = (ok, detail) => console.log(JSON.stringify({ step: name, ok, detail: detail ?? null, seconds: (Date.now() - began) / 1000 }));
        const shot = () => (typeof page === "function" ? page() : page).screenshot({ path: picture });
        const picture = path.join(pictures, `${prefix}-${String(index + 1).padStart(2, "0")}-${name.replace(/\W+/g, "-")}.png`);
        try {
            report(true, await act());
            await shot();
        } catch (error) {
            await shot().catch(() => undefined);
            report(false, String(error?.stack ?? error));
            return false;
        }
    }
    return true;
}
