// The rows as src/Kit/Reports/Html wrote them into the page, and how to find one's way in them.
export type Member = { name: string; sentence: string; sources: number[] };
export type Axis = { name: string; members: Member[] };
export type Rule = {
  id: string; file: string; title: string; promise: string; rank?: string; sources: string[]; quote?: string;
  why: string; instead: string; known: string; intents: number[];
};
export type Outcome = { outcome: string; count: number; detail?: string; stage?: string; words?: string; bound: string };
export type Step = { role: string; call: string; stage: string; waits: string; for?: number; text: string };
export type Cycle = { kind: string; steps: Step[] };
export type Story = {
  symbol: string; promise: string; rule: string; verdict: string; outcomes: Outcome[]; shared?: boolean;
  proof?: string; corroboration?: string; cycle?: Cycle;
};
export type Reason = { reason: string; count: number };
export type Environment = {
  name: string; runtime: string; kit?: string; modes: string[]; option: string; plugIns?: Record<string, string>; missing: string[];
  ledger?: { planned: number; ran: number; absent: Reason[]; notRun: Reason[]; holes: Reason[] };
  leftOut?: { reason: string; selectors: string[] }[];
  listed: Record<string, { outcomes: string; link?: string; note?: string }>;
};
/** In ns: median, low and high. A tail is percents and ns, one behind the other. */
export type Latency = {
  environment: number; key: string; quantity: string; axis?: string; point?: number; condition: string; value: number[]; twin: number[];
  ratio: number; warnings: string[]; tail?: number[]; twinTail?: number[];
};
export type Source = { path: string; line: number; text: string };
type Shape = {
  kit: string; axes: Axis[]; legend: { symbol: string; words: string }[]; verdicts: Record<string, string>; promises: Record<string, string>; rules: Rule[];
  intents: string[]; quantities: { name: string; sentence: string; twin: string }[];
};

const part = <T>(id: string): T => JSON.parse(document.getElementById(id)!.textContent!) as T;

export const shape = part<Shape>("shape");
export const stories = part<Story[]>("stories");
export const environments = part<Environment[]>("environments");
export const axes = shape.axes;
export const rules = new Map(shape.rules.map((r) => [r.id, r]));
export const places = ["library", "call", "thread", "entry", "body"];

/** The cells of one environment, sorted by their place in the product of the axes. */
export type Cells = { at: Int32Array; story: Int32Array };

const written = part<number[][][]>("cells");
const read: (Cells | undefined)[] = [];

export function cellsOf(environment: number): Cells {
  return read[environment] ??= decode(written[environment]);
}

function decode(groups: number[][]): Cells {
  const count = groups.reduce((sum, g) => sum + g.length / 2, 0);
  const cells = { at: new Int32Array(count), story: new Int32Array(count) };
  let i = 0, at = -1;
  for (const group of groups) {
    for (let k = 0; k < group.length; k += 2, i++) {
      cells.at[i] = at += group[k];
      cells.story[i] = group[k + 1];
    }
  }
  return cells;
}

/** The story of a cell, or undefined when it was not run there. */
export function storyAt(environment: number, at: number): Story | undefined {
  const number = numberAt(environment, at);
  return number === undefined ? undefined : stories[number];
}

/** Which of the stories that is. */
export function numberAt(environment: number, at: number): number | undefined {
  const cells = cellsOf(environment);
  let low = 0, high = cells.at.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (cells.at[middle] === at) return cells.story[middle];
    if (cells.at[middle] < at) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

const sizes = axes.map((a) => a.members.length);

/** The five places of a cell as numbers of members. */
export function taken(at: number): number[] {
  const parts = new Array<number>(5);
  for (let place = 4; place >= 0; place--) {
    parts[place] = at % sizes[place];
    at = (at - parts[place]) / sizes[place];
  }
  return parts;
}

export function joined(parts: number[]): number {
  return parts.reduce((at, part, place) => at * sizes[place] + part, 0);
}

export function keyOf(at: number): string {
  return taken(at).map((m, place) => axes[place].members[m].name).join("::");
}

/** Where a key stands, or -1 when a name of it is none. */
export function placeOf(key: string): number {
  const parts = key.split("::").map((name, place) => axes[place]?.members.findIndex((m) => m.name === name) ?? -1);
  return parts.length === 5 && parts.every((p) => p >= 0) ? joined(parts) : -1;
}

let timed: Latency[] | undefined;
export const latencyRows = (): Latency[] => timed ??= part<Latency[]>("latency");

let sources: Source[] | undefined;
export const sourceAt = (at: number): Source => (sources ??= part<Source[]>("sources"))[at];

/** The class of a symbol's colour. */
export function kindOf(symbol: string): string {
  const kinds: Record<string, string> = {
    "·": "kept", "!": "trap", o: "works", f: "fast", c: "crash", d: "stuck", l: "stuck", t: "stuck", w: "wrong",
    x: "exit", "~": "varies", "%": "varies", "?": "broken", "-": "absent",
  };
  const kind = kinds[symbol] ?? kinds[symbol.toLowerCase()] ?? "absent";
  return /[A-Z%]/.test(symbol) ? `${kind} against` : kind;
}

export function inWords(story: Story): string {
  const total = story.outcomes.reduce((sum, o) => sum + o.count, 0);
  return story.outcomes.map((o) => (story.outcomes.length > 1 ? `${o.count} of ${total} ` : "") + outcomeWords(o)).join(", ");
}

export function outcomeWords(o: Outcome): string {
  const circumstances = [o.outcome === "exited" && o.detail ? `code ${o.detail}` : o.detail,
    o.outcome === "returned" || o.outcome === "absent" ? undefined : o.stage].filter(Boolean).join(", ");
  return o.outcome + (circumstances ? ` (${circumstances})` : "");
}

/** Why nothing more is said of a symbol: a row of the legend. */
export const meaning = (symbol: string): string => shape.legend.find((l) => l.symbol === symbol)?.words ?? "";
