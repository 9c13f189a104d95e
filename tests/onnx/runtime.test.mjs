// Every file of make_onnx_models gives the results in ONNX Runtime that the engine gives.
//
//   node runtime.test.mjs FOLDER
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ort from "onnxruntime-node";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node runtime.test.mjs FOLDER");
  process.exit(2);
}

const arrays = {
  f64: Float64Array,
  f32: Float32Array,
  i64: BigInt64Array,
  i32: Int32Array,
  u8: Uint8Array,
  i8: Int8Array,
  bool: Uint8Array,
};
const typeNames = {
  f64: "float64",
  f32: "float32",
  i64: "int64",
  i32: "int32",
  u8: "uint8",
  i8: "int8",
  bool: "bool",
  string: "string",
};

const values = new Uint8Array(readFileSync(join(folder, "values.bin"))).buffer;
const elements = (place) =>
  place.texts ?? new arrays[place.dtype](values.slice(place.start, place.start + place.bytes));

// ONNX Runtime has no kernel for some types that the standard allows.
const lacksKernel = (error) => /NOT_IMPLEMENTED|Could not find an implementation/.test(error);

// Faults of ONNX Runtime 1.30 with empty tensors: TopK divides by zero, which ends the process, and
// ArgMax keeps the reduced axis. The last one casts numbers that do not fit, which ONNX leaves open.
const faults = new Set([
  'argsort "f32[0,4]"',
  'sort "f32[0,4]"',
  'top_k "f32[0,4] k=2"',
  'argmax "f32[0,5]"',
  'argmin "f32[0,5]"',
  'cast "f32[4] dtype=u8 range=-300..300"',
]);

function difference(got, wanted, tolerance) {
  for (let i = 0; i < wanted.length; ++i) {
    const [a, b] = [Number(got[i]), Number(wanted[i])];
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    if (!(Math.abs(a - b) <= tolerance * (1 + Math.max(Math.abs(a), Math.abs(b)))))
      return `element ${i} is ${a}, not ${b}`;
  }
  return "";
}

async function check(test) {
  const session = await ort.InferenceSession.create(join(folder, test.model), {
    logSeverityLevel: 4,
    intraOpNumThreads: 1,
  });
  const feeds = {};
  for (const [name, place] of Object.entries(test.inputs ?? {}))
    feeds[name] = new ort.Tensor(typeNames[place.dtype], elements(place), place.dims);
  const results = await session.run(feeds);
  for (const [name, place] of Object.entries(test.outputs)) {
    const got = results[name];
    if (String(got.dims) !== String(place.dims))
      return `${name} has shape [${got.dims}], not [${place.dims}]`;
    const problem = difference(got.data, elements(place), test.tolerance);
    if (problem) return `${name}: ${problem}`;
  }
  return "";
}

const counts = { same: 0, lacking: 0, failed: 0 };
for (const test of JSON.parse(readFileSync(join(folder, "index.json"), "utf8"))) {
  if (faults.has(test.name)) continue;
  let problem;
  try {
    problem = await check(test);
  } catch (error) {
    problem = String(error.message ?? error);
  }
  if (!problem) ++counts.same;
  else if (lacksKernel(problem)) ++counts.lacking;
  else {
    ++counts.failed;
    console.error(`${test.name} (${test.model}): ${problem}`);
  }
}
console.log(
  `${counts.same} models give the same in ONNX Runtime ${ort.env.versions.node}, ` +
    `${counts.lacking} use a type that it lacks, ${counts.failed} differ`,
);
process.exit(counts.failed > 0 || counts.same === 0 ? 1 : 0);
