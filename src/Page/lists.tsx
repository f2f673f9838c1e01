// The other views: environments side by side, the rules, the ledger.
import { useMemo, useState } from "preact/hooks";
import { cellsOf, environments, inWords, keyOf, numberAt, shape, stories, type Reason, type Story } from "./model";
import { Groups, Swatch } from "./parts";
import type { Filter, State } from "./state";

const step = 200;
type Go = (patch: Partial<State>) => void;

// What should be looked at first: promises that are broken, then traps, then what differs otherwise.
const gravity = (symbol: string | undefined): number => symbol === undefined ? 0
  : /[A-Z%]/.test(symbol) ? 9 : symbol === "?" ? 8 : symbol === "!" ? 5 : "dltc".includes(symbol) ? 4 : symbol === "w" ? 4 : symbol === "·" ? 1 : 2;

// More columns than this nobody can compare: then those that did the same are told together.
const few = 6;

// What counts as a difference is what counts in differences.md (src/Kit/Reports/Difference.cs): other outcomes or another
// promise, not how often, nor at which stage.
const did = (story: Story): string => [story.rule, story.promise,
  ...[...new Set(story.outcomes.map((o) => o.outcome === "absent" ? o.outcome : `${o.outcome} ${o.detail ?? ""}`))].sort()].join("\n");

type Beside = { at: number; stories: (number | undefined)[]; worst: number };

function sideBySide(filter: Filter, all: boolean): Beside[] {
  const lines = new Map<number, (number | undefined)[]>();
  environments.forEach((_, e) => {
    const cells = cellsOf(e);
    for (let i = 0; i < cells.at.length; i++) {
      if (!lines.has(cells.at[i]) && filter.matches(cells.at[i], cells.story[i])) {
        lines.set(cells.at[i], environments.map((_, other) => numberAt(other, cells.at[i])));
      }
    }
  });
  const found: Beside[] = [];
  for (const [at, line] of lines) {
    const symbols = line.map((s) => s === undefined ? undefined : stories[s].symbol);
    const told = line.flatMap((s) => s === undefined || stories[s].verdict === "broken" ? [] : [stories[s]]); // its own fault says nothing
    if (all || new Set(told.map(did)).size > 1) found.push({ at, stories: line, worst: Math.max(...symbols.map(gravity)) });
  }
  return found.sort((a, b) => b.worst - a.worst || a.at - b.at);
}

export function Compare({ state, filter, go }: { state: State; filter: Filter; go: Go }) {
  const lines = useMemo(() => sideBySide(filter, state.all === "1"), [filter, state.all]);
  const [more, setMore] = useState(step);
  return <div class="page">
    <h2>Environments side by side</h2>
    <label class="check"><input type="checkbox" checked={state.all !== "1"} onChange={(e) => go({ all: e.currentTarget.checked ? "" : "1" })} /> only differences</label>
    <p>{lines.length.toLocaleString("en")} {lines.length === 1 ? "cell" : "cells"}{state.all === "1" ? "" : ` ${lines.length === 1 ? "was" : "were"} run in two environments or more and did not do the same everywhere`}, what is gravest first.</p>
    {environments.length < 2 && <p>There is one environment here. Put another one's folder beside it: <code>./run-conformance.sh report A B --output BOTH</code></p>}
    <div class="wide" tabIndex={0} role="region" aria-label="Cells by environment"><table>
      <thead><tr><th scope="col">cell</th>{environments.length > few ? <th scope="col">what happened where</th> : environments.map((e) => <th scope="col">{e.name}</th>)}</tr></thead>
      <tbody>{lines.slice(0, more).map((l) => <tr key={l.at}>
        <th scope="row"><button type="button" class="link" onClick={() => go({ cell: keyOf(l.at) })}>{keyOf(l.at)}</button></th>
        {environments.length > few ? <td><Groups stories={l.stories} go={(e) => go({ cell: keyOf(l.at), env: environments[e].name })} /></td> : l.stories.map((s, e) => <td>{s === undefined ? <span class="soft">not run</span>
          : <button type="button" class="link" onClick={() => go({ cell: keyOf(l.at), env: environments[e].name })} title={`${keyOf(l.at)} in ${environments[e].name}`}><Swatch symbol={stories[s].symbol} /> {inWords(stories[s])}</button>}</td>)}
      </tr>)}</tbody></table></div>
    {lines.length > more && <button type="button" onClick={() => setMore(more + step)}>{Math.min(step, lines.length - more)} more</button>}
  </div>;
}

export function Rules({ filter, environment, ask, go }: { filter: Filter; environment: number; ask: string; go: Go }) {
  const asked = shape.intents.indexOf(ask);
  const counts = useMemo(() => {
    const cells = cellsOf(environment), found = new Map<string, Map<string, number>>();
    for (let i = 0; i < cells.at.length; i++) {
      if (!filter.matches(cells.at[i], cells.story[i])) continue;
      const s = stories[cells.story[i]];
      const own = found.get(s.rule) ?? found.set(s.rule, new Map()).get(s.rule)!;
      own.set(s.symbol, (own.get(s.symbol) ?? 0) + 1);
    }
    return found;
  }, [filter, environment]);
  const shown = asked < 0 ? shape.rules.filter((r) => counts.has(r.id))
    : shape.rules.filter((r) => r.intents.includes(asked)).sort((a, b) => Number(a.promise !== "defined") - Number(b.promise !== "defined"));
  return <div class="page"><h2>The rules, and what came of them</h2>
    <p>In {environments[environment].name}. The first rule that matches a cell wins it.</p>
    <label class="check"><span>I want to know about</span> <select value={asked < 0 ? "" : ask} onChange={(e) => go({ ask: e.currentTarget.value })}>
      <option value="">all of them</option>{shape.intents.map((i) => <option value={i}>{i}</option>)}</select></label>
    <ul class="rules">{shown.map((r) => <li>
      <button type="button" class="link" onClick={() => go({ view: "map", rule: r.id })}>{r.title}</button>
      <div class="soft"><b>{r.promise}</b>: {shape.promises[r.promise]} · <code>{r.id}</code>{r.rank && ` · ${r.rank}`}</div>
      <div class="counts">{[...(counts.get(r.id) ?? [])].sort((a, b) => b[1] - a[1]).map(([symbol, n]) =>
        <span><Swatch symbol={symbol} /> {n.toLocaleString("en")}</span>)}</div>
    </li>)}</ul></div>;
}

export function LedgerView() {
  return <div class="page"><h2>What was not run, and why</h2>
    {environments.map((e) => <section class="ledger"><h3>{e.name}</h3>
      <p>{e.runtime}{e.kit && `, kit ${e.kit}`}. {e.modes.join(" ")}</p>
      {e.missing.map((m) => <p class="missing">{m}</p>)}
      {e.ledger && <>
        <p><b>{e.ledger.planned.toLocaleString("en")} planned</b> = {e.ledger.ran.toLocaleString("en")} ran + {sum(e.ledger.absent)} absent + {sum(e.ledger.notRun)} not run</p>
        <Reasons title="Not run" list={e.ledger.notRun} /><Reasons title="Absent on this machine" list={e.ledger.absent} />
        <Reasons title="Holes: points of the product that are no cells" list={e.ledger.holes} /></>}
    </section>)}</div>;
}

const sum = (list: Reason[]): string => list.reduce((all, r) => all + r.count, 0).toLocaleString("en");

function Reasons({ title, list }: { title: string; list: Reason[] }) {
  if (list.length === 0) return null;
  const most = Math.max(...list.map((r) => r.count));
  return <details open={list.length < 6}><summary>{title}: {sum(list)}, for {list.length} {list.length === 1 ? "reason" : "reasons"}</summary>
    <ul class="reasons">{list.map((r) => <li><span class="number">{r.count.toLocaleString("en")}</span><div><div class="bar" aria-hidden="true"><i style={{ width: `${Math.max(1, (100 * r.count) / most)}%` }} /></div>{r.reason}</div></li>)}</ul></details>;
}
