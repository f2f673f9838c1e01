// What the page shows is in its address, behind the #: a link to it shows the same.
import { axes, environments, inWords, stories, placeOf, taken } from "./model";

export type State = {
  view: string; env: string; entry: string; q: string; promise: string; shows: string; rule: string; cell: string; all: string; ask: string;
};

const empty: State = { view: "map", env: "", entry: "", q: "", promise: "", shows: "", rule: "", cell: "", all: "", ask: "" };

export function parse(hash: string): State {
  const state = { ...empty };
  for (const [name, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (name in state) state[name as keyof State] = value;
  }
  return state;
}

export function write(state: State): string {
  const parts = Object.entries(state).filter(([name, value]) => value !== empty[name as keyof State]);
  return "#" + parts.map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%2F/g, "/").replace(/%2B/g, "%2B")}`).join("&");
}

/** The environment that is shown: the one that is named, else the newest of the first runtime, without modes. */
export function environmentOf(state: State): number {
  const named = environments.findIndex((e) => e.name === state.env);
  if (named >= 0) return named;
  const plain = environments.filter((e) => !e.name.includes("+")), runtime = plain[0]?.name.split("-")[0] ?? "";
  return Math.max(0, environments.indexOf(plain.findLast((e) => e.name.startsWith(`${runtime}-`))!));
}

/** The door that is shown: that of the open cell, else the one that is named, else the first. */
export function entryOf(state: State): number {
  const named = axes[3].members.findIndex((m) => m.name === state.entry);
  if (named >= 0) return named;
  const open = state.cell ? placeOf(state.cell) : -1;
  return open >= 0 ? taken(open)[3] : 0;
}

export type Filter = { matches(at: number, story: number): boolean; narrow: boolean };

/** A selector of the kit, or any text of a key, a rule or what happened; and what was chosen beside it. */
export function filterOf(state: State): Filter {
  const promises = list(state.promise), shows = list(state.shows), chosenRules = list(state.rule);
  const words = state.q.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const selectors = words.filter(isSelector).map(selector);
  const texts = words.filter((w) => !isSelector(w));
  const told = stories.map((s) => (promises.length === 0 || promises.includes(s.promise))
    && (shows.length === 0 || shows.includes(s.symbol))
    && (chosenRules.length === 0 || chosenRules.includes(s.rule)));
  const storyTexts = texts.length === 0 ? [] : stories.map((s) =>
    [s.rule, s.verdict, s.promise, inWords(s), ...s.outcomes.map((o) => o.words ?? "")].join(" ").toLowerCase());
  return {
    narrow: words.length + promises.length + shows.length + chosenRules.length > 0,
    matches(at, story) {
      if (!told[story]) return false;
      if (words.length === 0) return true;
      const parts = taken(at);
      return selectors.every((s) => s.every((place, p) => place[parts[p]]))
        && texts.every((t) => storyTexts[story].includes(t) || parts.some((m, p) => axes[p].members[m].name.includes(t)));
    },
  };
}

const list = (text: string): string[] => text.split(",").filter(Boolean);
const isSelector = (word: string): boolean => /::|[*!]/.test(word) || axes[0].members.some((m) => m.name === word);

/** For each place, which members a selector takes; the places that are left out take all. */
function selector(text: string): boolean[][] {
  const places = text.split("::");
  return axes.map((axis, p) => {
    const place = places[p] || "*";
    const not = place.startsWith("!");
    const globs = (not ? place.slice(1) : place).split(",").map((g) =>
      new RegExp("^" + g.replace(/[^a-z0-9*-]/g, "").replace(/\*/g, ".*") + "$"));
    return axis.members.map((m) => globs.some((g) => g.test(m.name)) !== not);
  });
}

const reasons: { reason: string; takes: boolean[][][] }[][] = [];

/** Why a place of the product is no cell in an environment; undefined when it is one, or when the run did not say. */
export function reasonOf(environment: number, at: number): string | undefined {
  const own = reasons[environment] ??= (environments[environment].leftOut ?? []).map((l) => ({ reason: l.reason, takes: l.selectors.map(selector) }));
  const parts = taken(at);
  return own.find((l) => l.takes.some((s) => s.every((place, p) => place[parts[p]])))?.reason;
}

/** Why a cell that a link names is not shown, in a sentence or two. */
export function whyNot(state: State): string {
  const at = placeOf(state.cell), environment = environmentOf(state);
  if (at < 0) return `There is no cell ${state.cell} on this page: a name in it is unknown here.`;
  const reason = reasonOf(environment, at);
  return `It is not run in ${environments[environment].name}. ` + (reason ?? "It was not part of this run, or its turn did not come: the ledger has the account.");
}
