// Small things that several views show.
import hljs from "highlight.js/lib/core";
import c from "highlight.js/lib/languages/c";
import csharp from "highlight.js/lib/languages/csharp";
import { Marked } from "marked";
import { type Cycle, environments, inWords, kindOf, meaning, type Source, stories } from "./model";

hljs.registerLanguage("c", c);
hljs.registerLanguage("csharp", csharp);

const markdown = new Marked({ renderer: { html: ({ text }) => escape(text) } });
const escape = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

export function Prose({ text }: { text: string }) {
  return <div class="prose" dangerouslySetInnerHTML={{ __html: markdown.parse(text, { async: false }) }} />;
}

export function Swatch({ symbol }: { symbol: string }) {
  return <span class={`swatch ${kindOf(symbol)}`} aria-hidden="true" title={meaning(symbol)}>{symbol}</span>;
}

export function Code({ source }: { source: Source }) {
  const language = source.path.endsWith(".cs") ? "csharp" : "c";
  const html = hljs.highlight(source.text, { language }).value;
  return <details class="code">
    <summary><code>{source.path}:{source.line}</code></summary>
    <pre tabIndex={0} aria-label={`Source of ${source.path}`}><code dangerouslySetInnerHTML={{ __html: html }} /></pre>
  </details>;
}

export function Command({ text }: { text: string }) {
  return <div class="command"><code tabIndex={0}>{text}</code>
    <button type="button" onClick={(e) => copy(text, e.currentTarget as HTMLButtonElement)}>copy</button></div>;
}

function copy(text: string, button: HTMLButtonElement) {
  const area = document.createElement("textarea"); // works on file:// too, where there is no clipboard API
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  button.focus();
  button.textContent = done ? "copied" : "select it, please";
}

const waitWords: Record<string, string> = {
  join: "joins", callback: "waits for a callback of", lock: "wants a lock of", collection: "collects, waits for",
  task: "waits for a task on", finalizers: "waits for finalizers", process: "waits for the process",
  "managed code": "is kept out by", timed: "waits for a time", none: "waits",
};

/** Threads as boxes on a ring, and an arrow from each to the one that it waits for. */
export function CyclePicture({ cycle }: { cycle: Cycle }) {
  const count = cycle.steps.length, width = 340, box = { w: 128, h: 46 };
  const height = count <= 2 ? 170 : 170 + count * 40;
  const spots = cycle.steps.map((_, i) => {
    if (count === 1) return { x: width / 2, y: height / 2 };
    if (count === 2) return { x: i === 0 ? 70 : width - 70, y: height / 2 };
    const turn = -Math.PI / 2 + (2 * Math.PI * i) / count;
    return { x: width / 2 + Math.cos(turn) * (width / 2 - 70), y: height / 2 + Math.sin(turn) * (height / 2 - 55) };
  });
  const told = cycle.steps.map((s, i) => `T${i + 1} ${s.role} ${waitWords[s.waits] ?? s.waits}${s.for == null ? "" : ` T${s.for + 1}`}`).join("; ");
  return <figure class="cycle">
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${cycle.kind === "cycle" ? "Cycle of waits" : "Standstill"}: ${told}`}>
      <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" class="tip" /></marker></defs>
      {cycle.steps.map((s, i) => s.for == null ? null : <Arrow from={spots[i]} to={spots[s.for]} box={box} words={waitWords[s.waits] ?? s.waits} />)}
      {cycle.steps.map((s, i) => <g>
        <rect x={spots[i].x - box.w / 2} y={spots[i].y - box.h / 2} width={box.w} height={box.h} rx="8" class={s.waits === "collection" ? "node collects" : "node"} />
        <text x={spots[i].x} y={spots[i].y - 4} class="name">T{i + 1} {s.role}</text>
        <text x={spots[i].x} y={spots[i].y + 13}>{s.call === "none" ? s.stage : `${s.call} call, ${s.stage}`}</text>
      </g>)}
    </svg>
    <figcaption>{cycle.steps.map((s, i) => <span>T{i + 1} {s.role} {waitWords[s.waits] ?? s.waits} {s.for == null ? "" : `T${s.for + 1}`}{i < count - 1 ? " → " : ""}</span>)}</figcaption>
  </figure>;
}

type Spot = { x: number; y: number };

function Arrow({ from, to, box, words }: { from: Spot; to: Spot; box: { w: number; h: number }; words: string }) {
  const dx = to.x - from.x, dy = to.y - from.y, length = Math.hypot(dx, dy) || 1;
  const side = { x: -dy / length, y: dx / length };
  const bend = Math.abs(dx) > Math.abs(dy) ? -110 : -38; // neighbours in a row stand close: their arrows go around
  const middle = { x: (from.x + to.x) / 2 + side.x * bend, y: (from.y + to.y) / 2 + side.y * bend };
  const start = edge(from, middle, box), end = edge(to, middle, box);
  const label = { x: (start.x + end.x) / 4 + middle.x / 2, y: (start.y + end.y) / 4 + middle.y / 2 };
  const above = side.y * bend < 0;
  return <g><path d={`M${start.x} ${start.y}Q${middle.x} ${middle.y} ${end.x} ${end.y}`} class="arrow" marker-end="url(#tip)" />
    <text x={label.x} y={label.y + (above ? -7 : 15)} class="edge">{words}</text></g>;
}

/** Where the line from the middle of a box to a point leaves it. */
function edge(at: Spot, towards: Spot, box: { w: number; h: number }): Spot {
  const dx = towards.x - at.x || 0.01, dy = towards.y - at.y || 0.01;
  const scale = Math.min((box.w / 2 + 3) / Math.abs(dx), (box.h / 2 + 3) / Math.abs(dy));
  return { x: at.x + dx * scale, y: at.y + dy * scale };
}

/** Environments that did the same, those that stand out first; the many that are left are named when somebody asks. */
export function Groups({ stories: own, go }: { stories: (number | undefined)[]; go: (environment: number) => void }) {
  const groups = new Map<string, number[]>();
  own.forEach((s, e) => {
    if (s === undefined) return;
    const what = `${stories[s].symbol} ${inWords(stories[s])}`;
    (groups.get(what) ?? groups.set(what, []).get(what)!).push(e);
  });
  const ordered = [...groups.values()].sort((a, b) => a.length - b.length || a[0] - b[0]);
  const told = ordered.map((g) => stories[own[g[0]]!]);
  const alike = new Set(told.map(inWords)).size < told.length; // then it is the promise that differs
  return <ul class="plain">{ordered.map((g, i) => {
    const story = told[i];
    const names = g.map((e) => <><button type="button" class="link" onClick={() => go(e)}>{environments[e].name}</button> </>);
    return <li key={g[0]}><Swatch symbol={story.symbol} /> {inWords(story)}{alike ? ` (${story.promise})` : ""}: {g.length > 3 && i === ordered.length - 1
      ? <details><summary>{ordered.length > 1 ? `the ${g.length} others` : `all ${g.length}`}</summary>{names}</details> : names}</li>;
  })}</ul>;
}
