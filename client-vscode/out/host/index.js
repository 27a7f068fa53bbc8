"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
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
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// test/host/index.ts
var host_exports = {};
__export(host_exports, {
  run: () => run
});
module.exports = __toCommonJS(host_exports);
var import_node_fs = require("node:fs");
var import_node_module = require("node:module");
var path = __toESM(require("node:path"));
var vscode = __toESM(require("vscode"));
function run() {
  const settings = vscode.workspace.getConfiguration("amendsTests");
  const Mocha = (0, import_node_module.createRequire)(settings.get("mocha", ""))("mocha");
  const mocha = new Mocha({ ui: "bdd", timeout: 3e4, reporter: "json", reporterOptions: { output: settings.get("results", "") } });
  (0, import_node_fs.readdirSync)(__dirname).filter((name) => name.endsWith(".test.js")).forEach((name) => mocha.addFile(path.join(__dirname, name)));
  return new Promise((resolve, reject) => {
    mocha.run((failures) => {
      (0, import_node_fs.writeFileSync)(settings.get("done", ""), String(failures));
      if (failures > 0) {
        reject(new Error(`${failures} tests failed`));
      } else {
        resolve();
      }
    });
  });
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  run
});
//# sourceMappingURL=data:application/json;base64,ewogICJ2ZXJzaW9uIjogMywKICAic291cmNlcyI6IFsiLi4vLi4vdGVzdC9ob3N0L2luZGV4LnRzIl0sCiAgInNvdXJjZXNDb250ZW50IjogWyJpbXBvcnQgeyByZWFkZGlyU3luYywgd3JpdGVGaWxlU3luYyB9IGZyb20gXCJub2RlOmZzXCI7XG5pbXBvcnQgeyBjcmVhdGVSZXF1aXJlIH0gZnJvbSBcIm5vZGU6bW9kdWxlXCI7XG5pbXBvcnQgKiBhcyBwYXRoIGZyb20gXCJub2RlOnBhdGhcIjtcbmltcG9ydCAqIGFzIHZzY29kZSBmcm9tIFwidnNjb2RlXCI7XG5cbi8qKiBDYWxsZWQgYnkgVlMgQ29kZSBpbiBpdHMgZXh0ZW5zaW9uIGhvc3QuIFRoZSBzZXR0aW5ncyBvZiB0aGUgd2luZG93IHNheSB3aGVyZSBtb2NoYSBpcyBhbmQgd2hlcmUgdGhlIHJlc3VsdHMgZ28uICovXG5leHBvcnQgZnVuY3Rpb24gcnVuKCk6IFByb21pc2U8dm9pZD4ge1xuICAgIGNvbnN0IHNldHRpbmdzID0gdnNjb2RlLndvcmtzcGFjZS5nZXRDb25maWd1cmF0aW9uKFwiYW1lbmRzVGVzdHNcIik7XG4gICAgY29uc3QgTW9jaGEgPSBjcmVhdGVSZXF1aXJlKHNldHRpbmdzLmdldChcIm1vY2hhXCIsIFwiXCIpKShcIm1vY2hhXCIpIGFzIHR5cGVvZiBpbXBvcnQoXCJtb2NoYVwiKTtcbiAgICBjb25zdCBtb2NoYSA9IG5ldyBNb2NoYSh7IHVpOiBcImJkZFwiLCB0aW1lb3V0OiAzMF8wMDAsIHJlcG9ydGVyOiBcImpzb25cIiwgcmVwb3J0ZXJPcHRpb25zOiB7IG91dHB1dDogc2V0dGluZ3MuZ2V0KFwicmVzdWx0c1wiLCBcIlwiKSB9IH0pO1xuICAgIHJlYWRkaXJTeW5jKF9fZGlybmFtZSkuZmlsdGVyKG5hbWUgPT4gbmFtZS5lbmRzV2l0aChcIi50ZXN0LmpzXCIpKS5mb3JFYWNoKG5hbWUgPT4gbW9jaGEuYWRkRmlsZShwYXRoLmpvaW4oX19kaXJuYW1lLCBuYW1lKSkpO1xuICAgIHJldHVybiBuZXcgUHJvbWlzZSgocmVzb2x2ZSwgcmVqZWN0KSA9PiB7XG4gICAgICAgIG1vY2hhLnJ1bihmYWlsdXJlcyA9PiB7XG4gICAgICAgICAgICB3cml0ZUZpbGVTeW5jKHNldHRpbmdzLmdldChcImRvbmVcIiwgXCJcIiksIFN0cmluZyhmYWlsdXJlcykpO1xuICAgICAgICAgICAgaWYgKGZhaWx1cmVzID4gMCkge1xuICAgICAgICAgICAgICAgIHJlamVjdChuZXcgRXJyb3IoYCR7ZmFpbHVyZXN9IHRlc3RzIGZhaWxlZGApKTtcbiAgICAgICAgICAgIH0gZWxzZSB7XG4gICAgICAgICAgICAgICAgcmVzb2x2ZSgpO1xuICAgICAgICAgICAgfVxuICAgICAgICB9KTtcbiAgICB9KTtcbn1cbiJdLAogICJtYXBwaW5ncyI6ICI7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7OztBQUFBO0FBQUE7QUFBQTtBQUFBO0FBQUE7QUFBQSxxQkFBMkM7QUFDM0MseUJBQThCO0FBQzlCLFdBQXNCO0FBQ3RCLGFBQXdCO0FBR2pCLFNBQVMsTUFBcUI7QUFDakMsUUFBTSxXQUFrQixpQkFBVSxpQkFBaUIsYUFBYTtBQUNoRSxRQUFNLFlBQVEsa0NBQWMsU0FBUyxJQUFJLFNBQVMsRUFBRSxDQUFDLEVBQUUsT0FBTztBQUM5RCxRQUFNLFFBQVEsSUFBSSxNQUFNLEVBQUUsSUFBSSxPQUFPLFNBQVMsS0FBUSxVQUFVLFFBQVEsaUJBQWlCLEVBQUUsUUFBUSxTQUFTLElBQUksV0FBVyxFQUFFLEVBQUUsRUFBRSxDQUFDO0FBQ2xJLGtDQUFZLFNBQVMsRUFBRSxPQUFPLFVBQVEsS0FBSyxTQUFTLFVBQVUsQ0FBQyxFQUFFLFFBQVEsVUFBUSxNQUFNLFFBQWEsVUFBSyxXQUFXLElBQUksQ0FBQyxDQUFDO0FBQzFILFNBQU8sSUFBSSxRQUFRLENBQUMsU0FBUyxXQUFXO0FBQ3BDLFVBQU0sSUFBSSxjQUFZO0FBQ2xCLHdDQUFjLFNBQVMsSUFBSSxRQUFRLEVBQUUsR0FBRyxPQUFPLFFBQVEsQ0FBQztBQUN4RCxVQUFJLFdBQVcsR0FBRztBQUNkLGVBQU8sSUFBSSxNQUFNLEdBQUcsUUFBUSxlQUFlLENBQUM7QUFBQSxNQUNoRCxPQUFPO0FBQ0gsZ0JBQVE7QUFBQSxNQUNaO0FBQUEsSUFDSixDQUFDO0FBQUEsRUFDTCxDQUFDO0FBQ0w7IiwKICAibmFtZXMiOiBbXQp9Cg==
