// Whether the colours of the map can be told apart, also by eyes that lack a kind of cone. Says, for each theme and each
// kind of sight, which two kinds of cells are closest, and how far the palest is from the paper: a JSON object a
// line. Every colour has a letter or a mark as well.
//   node palette.mjs
// The simulation is that of G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A physiologically-based model for
// simulation of color vision deficiency" (2009); the difference is CIEDE2000, made so that 1 can just be seen.
import { converter, differenceCiede2000, filterDeficiencyDeuter, filterDeficiencyProt, filterDeficiencyTrit, parse } from "culori";
import { readFileSync } from "node:fs";

const style = readFileSync(new URL("style.css", import.meta.url), "utf8");
const kinds = ["kept", "works", "trap", "fast", "crash", "stuck", "wrong", "exit"];
const read = (css) => Object.fromEntries([...css.matchAll(/--([a-z]+): ?(#[0-9a-f]{3,6})/g)].map((m) => [m[1], m[2]]));
const [light, dark] = style.split("@media (prefers-color-scheme: dark)");
const day = read(light.slice(0, light.indexOf("}"))), night = { ...day, ...read(dark.slice(0, dark.indexOf("}"))) };
const sights = { all: (c) => c, protanopia: filterDeficiencyProt(1), deuteranopia: filterDeficiencyDeuter(1), tritanopia: filterDeficiencyTrit(1) };
const difference = differenceCiede2000(), round = (n) => Math.round(n * 10) / 10, rgb = converter("rgb");
for (const [theme, colours] of Object.entries({ light: day, dark: night })) {
  for (const [sight, see] of Object.entries(sights)) {
    const seen = kinds.map((kind) => ({ kind, colour: see(rgb(parse(colours[kind]))) })), paper = see(rgb(parse(colours.paper)));
    const pairs = seen.flatMap((a, i) => seen.slice(i + 1).map((b) => ({ pair: `${a.kind} ${b.kind}`, difference: difference(a.colour, b.colour) })));
    const closest = pairs.reduce((least, p) => (p.difference < least.difference ? p : least));
    const palest = Math.min(...seen.map((s) => difference(s.colour, paper)));
    console.log(JSON.stringify({ theme, sight, pair: closest.pair, difference: round(closest.difference), fromPaper: round(palest) }));
  }
}
