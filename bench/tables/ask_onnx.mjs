// What an exported product of tables says in ONNX Runtime.
//
//   node ask_onnx.mjs MODEL.onnx COLUMNS.json OUT.json
//
// COLUMNS.json holds for each input of the model the list of its values: strings, or numbers with
// null where one is missing. onnxruntime-node is that of tests/onnx.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../tests/onnx/package.json", import.meta.url));
const ort = require("onnxruntime-node");

const [model, columns, out] = process.argv.slice(2);
if (!out) {
  console.error("usage: node ask_onnx.mjs MODEL.onnx COLUMNS.json OUT.json");
  process.exit(2);
}
const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3, intraOpNumThreads: 1 });
const feeds = {};
for (const [name, values] of Object.entries(JSON.parse(readFileSync(columns, "utf8")))) {
  const shape = [values.length, 1];
  const given = session.inputMetadata.find((input) => input.name === name);
  feeds[name] =
    given.type === "string"
      ? new ort.Tensor("string", values, shape)
      : new ort.Tensor("float64", Float64Array.from(values, (v) => v ?? NaN), shape);
}
const answers = (await session.run(feeds))[session.outputNames[0]];
writeFileSync(out, JSON.stringify({ dims: answers.dims, values: Array.from(answers.data) }));
