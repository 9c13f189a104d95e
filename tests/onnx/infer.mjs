// Runs an ONNX model in ONNX Runtime on raw values.
//
//   node infer.mjs MODEL INPUT.bin OUTPUT.bin     the first input and output, f32, little endian;
//                                                 the batch follows from the size of the file
import { readFileSync, writeFileSync } from "node:fs";
import * as ort from "onnxruntime-node";

const [model, input, output] = process.argv.slice(2);
if (!output) {
  console.error("usage: node infer.mjs MODEL INPUT.bin OUTPUT.bin");
  process.exit(2);
}

const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3 });
const bytes = readFileSync(input);
const values = new Float32Array(new Uint8Array(bytes).buffer);
const given = session.inputMetadata[0];
const fixed = given.shape.slice(1);
const row = fixed.reduce((product, size) => product * size, 1);
const dims = [values.length / row, ...fixed];
const results = await session.run({ [given.name]: new ort.Tensor("float32", values, dims) });
const first = results[session.outputNames[0]];
writeFileSync(output, new Uint8Array(first.data.buffer, first.data.byteOffset, first.data.byteLength));
