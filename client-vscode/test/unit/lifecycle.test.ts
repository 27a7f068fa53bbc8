import * as assert from "node:assert/strict";
import { restartDelay } from "../../src/crashes";
import { nested } from "../../src/nested";
import { SingleFlight } from "../../src/singleFlight";

describe("restarts after crashes", () => {
    it("come later each time, then end", () => {
        const delays = [1, 2, 3, 4].map(count => restartDelay(Array.from({ length: count }, () => 1000), 1000));
        assert.deepEqual(delays, [500, 1000, 2000, undefined]);
    });

    it("forget what was long ago", () => {
        assert.equal(restartDelay([0, 1, 2, 1_000_000], 1_000_000), 500);
    });
});

describe("single flight", () => {
    it("makes one run of all calls during a run", async () => {
        let runs = 0;
        const releases: (() => void)[] = [];
        const flight = new SingleFlight(() => {
            runs += 1;
            return new Promise<void>(resolve => releases.push(resolve));
        });
        const all = [flight.run(), flight.run(), flight.run()];
        releases.shift()?.();
        await new Promise(setImmediate);
        assert.equal(runs, 2);
        releases.shift()?.();
        await Promise.all(all);
        assert.equal(runs, 2);
    });

    it("runs again after a failure", async () => {
        let runs = 0;
        const flight = new SingleFlight(() => (++runs === 1 ? Promise.reject(new Error("no")) : Promise.resolve()));
        await assert.rejects(flight.run());
        await flight.run();
        assert.equal(runs, 2);
    });
});

describe("nested settings", () => {
    it("follow the dots", () => {
        const entries = [["amends.model.use", "local"], ["amends.model.budget.perFix", { tokens: 1 }], ["amends.mute", ["E501"]]] as const;
        assert.deepEqual(nested(entries), { amends: { model: { use: "local", budget: { perFix: { tokens: 1 } } }, mute: ["E501"] } });
    });
});
