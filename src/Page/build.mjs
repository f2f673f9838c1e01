// Bundles the page into one file that needs no network: built/page.html. The same sources give the same bytes.
// Another file may be named: node build.mjs FILE
import { build } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const here = new URL(".", import.meta.url).pathname;
const bundle = (entry, loader) => build({
  entryPoints: [here + entry], bundle: true, minify: true, write: false, legalComments: "none", charset: "utf8",
  format: "iife", target: ["es2022"], jsx: "automatic", jsxImportSource: "preact", loader, absWorkingDir: here,
}).then((result) => result.outputFiles[0].text.trim());

const script = await bundle("app.tsx", {});
const style = await bundle("style.css", {});
const page = readFileSync(here + "page.html", "utf8")
  .replace("<!-- the style -->", () => `<style>${style}</style>`)
  .replace("<!-- the script -->", () => `<script>${script.replaceAll("</script", "<\\/script")}</script>`);
const target = process.argv[2] ?? here + "built/page.html";
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, page);
