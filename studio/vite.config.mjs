// Builds one page into one file that refers to no other: INGOT_PAGE=report is report.html.
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

export default defineConfig({
  plugins: [viteSingleFile({ removeViteModuleLoader: true })],
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    target: "es2020",
    emptyOutDir: true,
    reportCompressedSize: false,
    rollupOptions: { input: `${process.env.INGOT_PAGE ?? "report"}.html` },
  },
});
