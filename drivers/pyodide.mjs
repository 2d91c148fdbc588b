// Runs a module of the course in Pyodide: node pyodide.mjs PYODIDE ROOT PACKAGES MODULE CALLS
// PYODIDE is the folder of the official files, ROOT holds the course, PACKAGES what it needs beside
// NumPy and matplotlib. The function run of MODULE gets CALLS, which are JSON.

import { pathToFileURL } from "node:url";
import { Drive } from "./drive.mjs";

const [folder, root, packages, name, calls] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const pyodide = await loadPyodide({
  indexURL: `${folder}/`,
  stdout: (/** @type {string} */ line) => console.error(line),
  env: { BACKPROP_PROGRESS: "/progress.json" },
});
await pyodide.loadPackage(["numpy", "matplotlib"], { messageCallback: () => {} });
pyodide.mountNodeFS("/course", root);
pyodide.mountNodeFS("/packages", packages);
const drive = new Drive();
for (const tab of ["/tab-1", "/tab-2"]) drive.mount(pyodide, tab);
pyodide.globals.set("name", name);
pyodide.globals.set("calls", calls);
try {
  const results = await pyodide.runPythonAsync(`
    import importlib, json, sys
    sys.path[:0] = ["/course"]
    sys.path.append("/packages")
    json.dumps(await importlib.import_module(name).run(json.loads(calls)))
  `);
  console.log(`{"results": ${results}, "unanswered": ${JSON.stringify(drive.unanswered)}}`);
} catch (error) {
  console.error(/** @type {Error} */ (error).message.slice(-5000)); // Pyodide quotes its own code
  process.exitCode = 1;
}
