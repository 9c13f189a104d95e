// The inference benches of `ingot bench` in ONNX Runtime, on the models that `ingot bench --onnx`
// wrote: prints {"name", "median_ms", "min_ms"} for each name.
//
//   node onnxruntime_peer.mjs FOLDER THREADS SECONDS "cnn_infer b1" ...
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(new URL("../../tests/onnx/package.json", import.meta.url));
const ort = require("onnxruntime-node");

const [folder, threads, seconds, ...names] = process.argv.slice(2);
const results = [];
for (const name of names) {
  const [model, size] = name.split(" ");
  const session = await ort.InferenceSession.create(join(folder, `${model}.onnx`), {
    logSeverityLevel: 3,
    intraOpNumThreads: Number(threads),
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
  });
  const given = session.inputMetadata[0];
  const dims = [Number(size.slice(1)), ...given.shape.slice(1)];
  const texts = model === "bert_infer"; // rows are numbers of tokens
  const values = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => (texts ? 1 + ((i * 7) % 7999) : 0.5));
  const feeds = { [given.name]: new ort.Tensor("float32", values, dims) };
  for (let i = 0; i < 5; ++i) await session.run(feeds);
  const times = [];
  let total = 0;
  while (times.length < 5 || total < Number(seconds) * 1e3) {
    const start = process.hrtime.bigint();
    await session.run(feeds);
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
    total += times.at(-1);
  }
  times.sort((a, b) => a - b);
  results.push({ name, median_ms: times[times.length >> 1], min_ms: times[0] });
}
console.log(JSON.stringify(results));
