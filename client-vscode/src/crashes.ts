const MOST = 4;
const WINDOW_MS = 3 * 60_000;
const FIRST_DELAY_MS = 500;

/** How long to wait before the next start after the crashes at these times, or undefined when it is hopeless. */
export function restartDelay(crashes: readonly number[], now: number): number | undefined {
    const recent = crashes.filter(time => now - time < WINDOW_MS).length;
    return recent >= MOST ? undefined : FIRST_DELAY_MS * 2 ** Math.max(0, recent - 1);
}
