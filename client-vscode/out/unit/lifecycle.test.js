"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// test/unit/lifecycle.test.ts
var assert = __toESM(require("node:assert/strict"));

// src/crashes.ts
var MOST = 4;
var WINDOW_MS = 3 * 6e4;
var FIRST_DELAY_MS = 500;
function restartDelay(crashes, now) {
  const recent = crashes.filter((time) => now - time < WINDOW_MS).length;
  return recent >= MOST ? void 0 : FIRST_DELAY_MS * 2 ** Math.max(0, recent - 1);
}

// src/nested.ts
function nested(entries) {
  const root = {};
  for (const [key, value] of entries) {
    const parts = key.split(".");
    const last = parts.pop() ?? key;
    parts.reduce((node, part) => node[part] ??= {}, root)[last] = value;
  }
  return root;
}

// src/singleFlight.ts
var SingleFlight = class {
  constructor(action) {
    this.action = action;
  }
  action;
  running;
  queued = false;
  /** Resolves when an action that began after this call is done. */
  run() {
    if (this.running) {
      this.queued = true;
      return this.running;
    }
    this.running = this.repeat().finally(() => this.running = void 0);
    return this.running;
  }
  async repeat() {
    await this.action();
    if (this.takeQueued()) {
      await this.repeat();
    }
  }
  takeQueued() {
    const { queued } = this;
    this.queued = false;
    return queued;
  }
};

// test/unit/lifecycle.test.ts
describe("restarts after crashes", () => {
  it("come later each time, then end", () => {
    const delays = [1, 2, 3, 4].map((count) => restartDelay(Array.from({ length: count }, () => 1e3), 1e3));
    assert.deepEqual(delays, [500, 1e3, 2e3, void 0]);
  });
  it("forget what was long ago", () => {
    assert.equal(restartDelay([0, 1, 2, 1e6], 1e6), 500);
  });
});
describe("single flight", () => {
  it("makes one run of all calls during a run", async () => {
    let runs = 0;
    const releases = [];
    const flight = new SingleFlight(() => {
      runs += 1;
      return new Promise((resolve) => releases.push(resolve));
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
    const flight = new SingleFlight(() => ++runs === 1 ? Promise.reject(new Error("no")) : Promise.resolve());
    await assert.rejects(flight.run());
    await flight.run();
    assert.equal(runs, 2);
  });
});
describe("nested settings", () => {
  it("follow the dots", () => {
    const entries = [["amends.model.use", "local"], ["amends.model.budget.perFix", { tokens: 1 }], ["amends.mute", ["E501"]]];
    assert.deepEqual(nested(entries), { amends: { model: { use: "local", budget: { perFix: { tokens: 1 } } }, mute: ["E501"] } });
  });
});
//# sourceMappingURL=data:application/json;base64,ewogICJ2ZXJzaW9uIjogMywKICAic291cmNlcyI6IFsiLi4vLi4vdGVzdC91bml0L2xpZmVjeWNsZS50ZXN0LnRzIiwgIi4uLy4uL3NyYy9jcmFzaGVzLnRzIiwgIi4uLy4uL3NyYy9uZXN0ZWQudHMiLCAiLi4vLi4vc3JjL3NpbmdsZUZsaWdodC50cyJdLAogICJzb3VyY2VzQ29udGVudCI6IFsiaW1wb3J0ICogYXMgYXNzZXJ0IGZyb20gXCJub2RlOmFzc2VydC9zdHJpY3RcIjtcbmltcG9ydCB7IHJlc3RhcnREZWxheSB9IGZyb20gXCIuLi8uLi9zcmMvY3Jhc2hlc1wiO1xuaW1wb3J0IHsgbmVzdGVkIH0gZnJvbSBcIi4uLy4uL3NyYy9uZXN0ZWRcIjtcbmltcG9ydCB7IFNpbmdsZUZsaWdodCB9IGZyb20gXCIuLi8uLi9zcmMvc2luZ2xlRmxpZ2h0XCI7XG5cbmRlc2NyaWJlKFwicmVzdGFydHMgYWZ0ZXIgY3Jhc2hlc1wiLCAoKSA9PiB7XG4gICAgaXQoXCJjb21lIGxhdGVyIGVhY2ggdGltZSwgdGhlbiBlbmRcIiwgKCkgPT4ge1xuICAgICAgICBjb25zdCBkZWxheXMgPSBbMSwgMiwgMywgNF0ubWFwKGNvdW50ID0+IHJlc3RhcnREZWxheShBcnJheS5mcm9tKHsgbGVuZ3RoOiBjb3VudCB9LCAoKSA9PiAxMDAwKSwgMTAwMCkpO1xuICAgICAgICBhc3NlcnQuZGVlcEVxdWFsKGRlbGF5cywgWzUwMCwgMTAwMCwgMjAwMCwgdW5kZWZpbmVkXSk7XG4gICAgfSk7XG5cbiAgICBpdChcImZvcmdldCB3aGF0IHdhcyBsb25nIGFnb1wiLCAoKSA9PiB7XG4gICAgICAgIGFzc2VydC5lcXVhbChyZXN0YXJ0RGVsYXkoWzAsIDEsIDIsIDFfMDAwXzAwMF0sIDFfMDAwXzAwMCksIDUwMCk7XG4gICAgfSk7XG59KTtcblxuZGVzY3JpYmUoXCJzaW5nbGUgZmxpZ2h0XCIsICgpID0+IHtcbiAgICBpdChcIm1ha2VzIG9uZSBydW4gb2YgYWxsIGNhbGxzIGR1cmluZyBhIHJ1blwiLCBhc3luYyAoKSA9PiB7XG4gICAgICAgIGxldCBydW5zID0gMDtcbiAgICAgICAgY29uc3QgcmVsZWFzZXM6ICgoKSA9PiB2b2lkKVtdID0gW107XG4gICAgICAgIGNvbnN0IGZsaWdodCA9IG5ldyBTaW5nbGVGbGlnaHQoKCkgPT4ge1xuICAgICAgICAgICAgcnVucyArPSAxO1xuICAgICAgICAgICAgcmV0dXJuIG5ldyBQcm9taXNlPHZvaWQ+KHJlc29sdmUgPT4gcmVsZWFzZXMucHVzaChyZXNvbHZlKSk7XG4gICAgICAgIH0pO1xuICAgICAgICBjb25zdCBhbGwgPSBbZmxpZ2h0LnJ1bigpLCBmbGlnaHQucnVuKCksIGZsaWdodC5ydW4oKV07XG4gICAgICAgIHJlbGVhc2VzLnNoaWZ0KCk/LigpO1xuICAgICAgICBhd2FpdCBuZXcgUHJvbWlzZShzZXRJbW1lZGlhdGUpO1xuICAgICAgICBhc3NlcnQuZXF1YWwocnVucywgMik7XG4gICAgICAgIHJlbGVhc2VzLnNoaWZ0KCk/LigpO1xuICAgICAgICBhd2FpdCBQcm9taXNlLmFsbChhbGwpO1xuICAgICAgICBhc3NlcnQuZXF1YWwocnVucywgMik7XG4gICAgfSk7XG5cbiAgICBpdChcInJ1bnMgYWdhaW4gYWZ0ZXIgYSBmYWlsdXJlXCIsIGFzeW5jICgpID0+IHtcbiAgICAgICAgbGV0IHJ1bnMgPSAwO1xuICAgICAgICBjb25zdCBmbGlnaHQgPSBuZXcgU2luZ2xlRmxpZ2h0KCgpID0+ICgrK3J1bnMgPT09IDEgPyBQcm9taXNlLnJlamVjdChuZXcgRXJyb3IoXCJub1wiKSkgOiBQcm9taXNlLnJlc29sdmUoKSkpO1xuICAgICAgICBhd2FpdCBhc3NlcnQucmVqZWN0cyhmbGlnaHQucnVuKCkpO1xuICAgICAgICBhd2FpdCBmbGlnaHQucnVuKCk7XG4gICAgICAgIGFzc2VydC5lcXVhbChydW5zLCAyKTtcbiAgICB9KTtcbn0pO1xuXG5kZXNjcmliZShcIm5lc3RlZCBzZXR0aW5nc1wiLCAoKSA9PiB7XG4gICAgaXQoXCJmb2xsb3cgdGhlIGRvdHNcIiwgKCkgPT4ge1xuICAgICAgICBjb25zdCBlbnRyaWVzID0gW1tcImFtZW5kcy5tb2RlbC51c2VcIiwgXCJsb2NhbFwiXSwgW1wiYW1lbmRzLm1vZGVsLmJ1ZGdldC5wZXJGaXhcIiwgeyB0b2tlbnM6IDEgfV0sIFtcImFtZW5kcy5tdXRlXCIsIFtcIkU1MDFcIl1dXSBhcyBjb25zdDtcbiAgICAgICAgYXNzZXJ0LmRlZXBFcXVhbChuZXN0ZWQoZW50cmllcyksIHsgYW1lbmRzOiB7IG1vZGVsOiB7IHVzZTogXCJsb2NhbFwiLCBidWRnZXQ6IHsgcGVyRml4OiB7IHRva2VuczogMSB9IH0gfSwgbXV0ZTogW1wiRTUwMVwiXSB9IH0pO1xuICAgIH0pO1xufSk7XG4iLCAiY29uc3QgTU9TVCA9IDQ7XG5jb25zdCBXSU5ET1dfTVMgPSAzICogNjBfMDAwO1xuY29uc3QgRklSU1RfREVMQVlfTVMgPSA1MDA7XG5cbi8qKiBIb3cgbG9uZyB0byB3YWl0IGJlZm9yZSB0aGUgbmV4dCBzdGFydCBhZnRlciB0aGUgY3Jhc2hlcyBhdCB0aGVzZSB0aW1lcywgb3IgdW5kZWZpbmVkIHdoZW4gaXQgaXMgaG9wZWxlc3MuICovXG5leHBvcnQgZnVuY3Rpb24gcmVzdGFydERlbGF5KGNyYXNoZXM6IHJlYWRvbmx5IG51bWJlcltdLCBub3c6IG51bWJlcik6IG51bWJlciB8IHVuZGVmaW5lZCB7XG4gICAgY29uc3QgcmVjZW50ID0gY3Jhc2hlcy5maWx0ZXIodGltZSA9PiBub3cgLSB0aW1lIDwgV0lORE9XX01TKS5sZW5ndGg7XG4gICAgcmV0dXJuIHJlY2VudCA+PSBNT1NUID8gdW5kZWZpbmVkIDogRklSU1RfREVMQVlfTVMgKiAyICoqIE1hdGgubWF4KDAsIHJlY2VudCAtIDEpO1xufVxuIiwgImV4cG9ydCB0eXBlIEpzb24gPSBSZWNvcmQ8c3RyaW5nLCB1bmtub3duPjtcblxuLyoqIGBbW1wiYS5iXCIsIDFdLCBbXCJhLmNcIiwgMl1dYCBcdTIxOTIgYHthOiB7YjogMSwgYzogMn19YC4gKi9cbmV4cG9ydCBmdW5jdGlvbiBuZXN0ZWQoZW50cmllczogcmVhZG9ubHkgKHJlYWRvbmx5IFtzdHJpbmcsIHVua25vd25dKVtdKTogSnNvbiB7XG4gICAgY29uc3Qgcm9vdDogSnNvbiA9IHt9O1xuICAgIGZvciAoY29uc3QgW2tleSwgdmFsdWVdIG9mIGVudHJpZXMpIHtcbiAgICAgICAgY29uc3QgcGFydHMgPSBrZXkuc3BsaXQoXCIuXCIpO1xuICAgICAgICBjb25zdCBsYXN0ID0gcGFydHMucG9wKCkgPz8ga2V5O1xuICAgICAgICBwYXJ0cy5yZWR1Y2UoKG5vZGUsIHBhcnQpID0+IChub2RlW3BhcnRdID8/PSB7fSkgYXMgSnNvbiwgcm9vdClbbGFzdF0gPSB2YWx1ZTtcbiAgICB9XG4gICAgcmV0dXJuIHJvb3Q7XG59XG4iLCAiLyoqIFJ1bnMgYW4gYWN0aW9uIG9uZSBhdCBhIHRpbWU6IGNhbGxzIGR1cmluZyBhIHJ1biBqb2luIGludG8gZXhhY3RseSBvbmUgbW9yZSBydW4gYWZ0ZXIgaXQuICovXG5leHBvcnQgY2xhc3MgU2luZ2xlRmxpZ2h0IHtcbiAgICBwcml2YXRlIHJ1bm5pbmc6IFByb21pc2U8dm9pZD4gfCB1bmRlZmluZWQ7XG4gICAgcHJpdmF0ZSBxdWV1ZWQgPSBmYWxzZTtcblxuICAgIGNvbnN0cnVjdG9yKHByaXZhdGUgcmVhZG9ubHkgYWN0aW9uOiAoKSA9PiBQcm9taXNlPHZvaWQ+KSB7fVxuXG4gICAgLyoqIFJlc29sdmVzIHdoZW4gYW4gYWN0aW9uIHRoYXQgYmVnYW4gYWZ0ZXIgdGhpcyBjYWxsIGlzIGRvbmUuICovXG4gICAgcnVuKCk6IFByb21pc2U8dm9pZD4ge1xuICAgICAgICBpZiAodGhpcy5ydW5uaW5nKSB7XG4gICAgICAgICAgICB0aGlzLnF1ZXVlZCA9IHRydWU7XG4gICAgICAgICAgICByZXR1cm4gdGhpcy5ydW5uaW5nO1xuICAgICAgICB9XG4gICAgICAgIHRoaXMucnVubmluZyA9IHRoaXMucmVwZWF0KCkuZmluYWxseSgoKSA9PiAodGhpcy5ydW5uaW5nID0gdW5kZWZpbmVkKSk7XG4gICAgICAgIHJldHVybiB0aGlzLnJ1bm5pbmc7XG4gICAgfVxuXG4gICAgcHJpdmF0ZSBhc3luYyByZXBlYXQoKTogUHJvbWlzZTx2b2lkPiB7XG4gICAgICAgIGF3YWl0IHRoaXMuYWN0aW9uKCk7XG4gICAgICAgIGlmICh0aGlzLnRha2VRdWV1ZWQoKSkge1xuICAgICAgICAgICAgYXdhaXQgdGhpcy5yZXBlYXQoKTtcbiAgICAgICAgfVxuICAgIH1cblxuICAgIHByaXZhdGUgdGFrZVF1ZXVlZCgpOiBib29sZWFuIHtcbiAgICAgICAgY29uc3QgeyBxdWV1ZWQgfSA9IHRoaXM7XG4gICAgICAgIHRoaXMucXVldWVkID0gZmFsc2U7XG4gICAgICAgIHJldHVybiBxdWV1ZWQ7XG4gICAgfVxufVxuIl0sCiAgIm1hcHBpbmdzIjogIjs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7OztBQUFBLGFBQXdCOzs7QUNBeEIsSUFBTSxPQUFPO0FBQ2IsSUFBTSxZQUFZLElBQUk7QUFDdEIsSUFBTSxpQkFBaUI7QUFHaEIsU0FBUyxhQUFhLFNBQTRCLEtBQWlDO0FBQ3RGLFFBQU0sU0FBUyxRQUFRLE9BQU8sVUFBUSxNQUFNLE9BQU8sU0FBUyxFQUFFO0FBQzlELFNBQU8sVUFBVSxPQUFPLFNBQVksaUJBQWlCLEtBQUssS0FBSyxJQUFJLEdBQUcsU0FBUyxDQUFDO0FBQ3BGOzs7QUNMTyxTQUFTLE9BQU8sU0FBd0Q7QUFDM0UsUUFBTSxPQUFhLENBQUM7QUFDcEIsYUFBVyxDQUFDLEtBQUssS0FBSyxLQUFLLFNBQVM7QUFDaEMsVUFBTSxRQUFRLElBQUksTUFBTSxHQUFHO0FBQzNCLFVBQU0sT0FBTyxNQUFNLElBQUksS0FBSztBQUM1QixVQUFNLE9BQU8sQ0FBQyxNQUFNLFNBQVUsS0FBSyxJQUFJLE1BQU0sQ0FBQyxHQUFZLElBQUksRUFBRSxJQUFJLElBQUk7QUFBQSxFQUM1RTtBQUNBLFNBQU87QUFDWDs7O0FDVk8sSUFBTSxlQUFOLE1BQW1CO0FBQUEsRUFJdEIsWUFBNkIsUUFBNkI7QUFBN0I7QUFBQSxFQUE4QjtBQUFBLEVBQTlCO0FBQUEsRUFIckI7QUFBQSxFQUNBLFNBQVM7QUFBQTtBQUFBLEVBS2pCLE1BQXFCO0FBQ2pCLFFBQUksS0FBSyxTQUFTO0FBQ2QsV0FBSyxTQUFTO0FBQ2QsYUFBTyxLQUFLO0FBQUEsSUFDaEI7QUFDQSxTQUFLLFVBQVUsS0FBSyxPQUFPLEVBQUUsUUFBUSxNQUFPLEtBQUssVUFBVSxNQUFVO0FBQ3JFLFdBQU8sS0FBSztBQUFBLEVBQ2hCO0FBQUEsRUFFQSxNQUFjLFNBQXdCO0FBQ2xDLFVBQU0sS0FBSyxPQUFPO0FBQ2xCLFFBQUksS0FBSyxXQUFXLEdBQUc7QUFDbkIsWUFBTSxLQUFLLE9BQU87QUFBQSxJQUN0QjtBQUFBLEVBQ0o7QUFBQSxFQUVRLGFBQXNCO0FBQzFCLFVBQU0sRUFBRSxPQUFPLElBQUk7QUFDbkIsU0FBSyxTQUFTO0FBQ2QsV0FBTztBQUFBLEVBQ1g7QUFDSjs7O0FIeEJBLFNBQVMsMEJBQTBCLE1BQU07QUFDckMsS0FBRyxrQ0FBa0MsTUFBTTtBQUN2QyxVQUFNLFNBQVMsQ0FBQyxHQUFHLEdBQUcsR0FBRyxDQUFDLEVBQUUsSUFBSSxXQUFTLGFBQWEsTUFBTSxLQUFLLEVBQUUsUUFBUSxNQUFNLEdBQUcsTUFBTSxHQUFJLEdBQUcsR0FBSSxDQUFDO0FBQ3RHLElBQU8saUJBQVUsUUFBUSxDQUFDLEtBQUssS0FBTSxLQUFNLE1BQVMsQ0FBQztBQUFBLEVBQ3pELENBQUM7QUFFRCxLQUFHLDRCQUE0QixNQUFNO0FBQ2pDLElBQU8sYUFBTSxhQUFhLENBQUMsR0FBRyxHQUFHLEdBQUcsR0FBUyxHQUFHLEdBQVMsR0FBRyxHQUFHO0FBQUEsRUFDbkUsQ0FBQztBQUNMLENBQUM7QUFFRCxTQUFTLGlCQUFpQixNQUFNO0FBQzVCLEtBQUcsMkNBQTJDLFlBQVk7QUFDdEQsUUFBSSxPQUFPO0FBQ1gsVUFBTSxXQUEyQixDQUFDO0FBQ2xDLFVBQU0sU0FBUyxJQUFJLGFBQWEsTUFBTTtBQUNsQyxjQUFRO0FBQ1IsYUFBTyxJQUFJLFFBQWMsYUFBVyxTQUFTLEtBQUssT0FBTyxDQUFDO0FBQUEsSUFDOUQsQ0FBQztBQUNELFVBQU0sTUFBTSxDQUFDLE9BQU8sSUFBSSxHQUFHLE9BQU8sSUFBSSxHQUFHLE9BQU8sSUFBSSxDQUFDO0FBQ3JELGFBQVMsTUFBTSxJQUFJO0FBQ25CLFVBQU0sSUFBSSxRQUFRLFlBQVk7QUFDOUIsSUFBTyxhQUFNLE1BQU0sQ0FBQztBQUNwQixhQUFTLE1BQU0sSUFBSTtBQUNuQixVQUFNLFFBQVEsSUFBSSxHQUFHO0FBQ3JCLElBQU8sYUFBTSxNQUFNLENBQUM7QUFBQSxFQUN4QixDQUFDO0FBRUQsS0FBRyw4QkFBOEIsWUFBWTtBQUN6QyxRQUFJLE9BQU87QUFDWCxVQUFNLFNBQVMsSUFBSSxhQUFhLE1BQU8sRUFBRSxTQUFTLElBQUksUUFBUSxPQUFPLElBQUksTUFBTSxJQUFJLENBQUMsSUFBSSxRQUFRLFFBQVEsQ0FBRTtBQUMxRyxVQUFhLGVBQVEsT0FBTyxJQUFJLENBQUM7QUFDakMsVUFBTSxPQUFPLElBQUk7QUFDakIsSUFBTyxhQUFNLE1BQU0sQ0FBQztBQUFBLEVBQ3hCLENBQUM7QUFDTCxDQUFDO0FBRUQsU0FBUyxtQkFBbUIsTUFBTTtBQUM5QixLQUFHLG1CQUFtQixNQUFNO0FBQ3hCLFVBQU0sVUFBVSxDQUFDLENBQUMsb0JBQW9CLE9BQU8sR0FBRyxDQUFDLDhCQUE4QixFQUFFLFFBQVEsRUFBRSxDQUFDLEdBQUcsQ0FBQyxlQUFlLENBQUMsTUFBTSxDQUFDLENBQUM7QUFDeEgsSUFBTyxpQkFBVSxPQUFPLE9BQU8sR0FBRyxFQUFFLFFBQVEsRUFBRSxPQUFPLEVBQUUsS0FBSyxTQUFTLFFBQVEsRUFBRSxRQUFRLEVBQUUsUUFBUSxFQUFFLEVBQUUsRUFBRSxHQUFHLE1BQU0sQ0FBQyxNQUFNLEVBQUUsRUFBRSxDQUFDO0FBQUEsRUFDaEksQ0FBQztBQUNMLENBQUM7IiwKICAibmFtZXMiOiBbXQp9Cg==
