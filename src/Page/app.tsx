import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Detail } from "./detail";
import { LatencyView } from "./latency";
import { Compare, LedgerView, Rules } from "./lists";
import { HeatMap } from "./map";
import { axes, cellsOf, environments, shape, stories, taken } from "./model";
import { Swatch } from "./parts";
import { entryOf, environmentOf, filterOf, parse, write, type Filter, type State } from "./state";

const views = [["map", "Heat map"], ["compare", "Side by side"], ["rules", "Rules"], ["latency", "Latency"], ["ledger", "Ledger"]];

function App() {
  const [state, setState] = useState(() => parse(location.hash));
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const follow = () => setState(parse(location.hash));
    addEventListener("hashchange", follow);
    addEventListener("popstate", follow);
    const keys = (e: KeyboardEvent) => {
      if (e.key === "/" && !(e.target as HTMLElement).matches("input,textarea,select")) { search.current?.focus(); e.preventDefault(); }
    };
    addEventListener("keydown", keys);
    return () => { removeEventListener("hashchange", follow); removeEventListener("popstate", follow); removeEventListener("keydown", keys); };
  }, []);
  const go = (patch: Partial<State>, typing = false) => setState((before) => {
    const next = { ...before, ...patch };
    history[typing ? "replaceState" : "pushState"](null, "", write(next));
    return next;
  });
  const filter = useMemo(() => filterOf(state), [state.q, state.promise, state.shows, state.rule]);
  const environment = environmentOf(state);
  const close = () => {
    const key = state.cell;
    go({ cell: "", entry: axes[3].members[entryOf(state)].name });
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`.map [tabindex="0"]`)?.focus());
    return key;
  };
  return <div class={`app ${state.cell ? "open" : ""}`}>
    <header class="top">
      <h1>Callback conformance</h1>
      <nav aria-label="Views">{views.map(([id, name]) => <button type="button" aria-current={state.view === id ? "page" : undefined} onClick={() => go({ view: id })}>{name}</button>)}</nav>
      <Controls state={state} go={go} search={search} />
      {environments[environment].missing.map((m) => <p class="missing" role="status">{m}</p>)}
    </header>
    <main>
      {state.view === "compare" ? <Compare state={state} filter={filter} go={go} />
        : state.view === "rules" ? <Rules filter={filter} environment={environment} ask={state.ask} go={go} />
        : state.view === "latency" ? <LatencyView environment={environment} />
        : state.view === "ledger" ? <LedgerView />
        : <HeatMap state={state} filter={filter} open={(cell) => go({ cell })} />}
    </main>
    {state.view === "map" && <Legend state={state} filter={filter} environment={environment} go={go} />}
    {state.cell && <Detail state={state} close={close} go={go} />}
  </div>;
}

function Controls({ state, go, search }: { state: State; go: (p: Partial<State>, typing?: boolean) => void; search: { current: HTMLInputElement | null } }) {
  const promises = [...new Set(stories.map((s) => s.promise))];
  const narrowed = state.q || state.promise || state.shows || state.rule;
  return <form class="controls" role="search" onSubmit={(e) => e.preventDefault()}>
    <label><span>environment</span><select value={environments[environmentOf(state)].name} onChange={(e) => go({ env: e.currentTarget.value })}>{environments.map((e) => <option value={e.name}>{e.name}</option>)}</select></label>
    <label><span>entry</span><select value={axes[3].members[entryOf(state)].name} onChange={(e) => go({ entry: e.currentTarget.value })}>{axes[3].members.map((m) => <option value={m.name}>{m.name}</option>)}</select></label>
    <label class="search"><span>selector or text</span><input ref={search} type="search" value={state.q} placeholder="each::unsafe*  or  SIGSEGV" spellcheck={false} autocomplete="off" onInput={(e) => go({ q: e.currentTarget.value }, true)} /></label>
    <label><span>promise</span><select value={state.promise} onChange={(e) => go({ promise: e.currentTarget.value })}><option value="">any</option>{promises.map((p) => <option value={p}>{p}</option>)}</select></label>
    <label><span>rule</span><select class="rulename" value={state.rule} onChange={(e) => go({ rule: e.currentTarget.value })}><option value="">any</option>{shape.rules.map((r) => <option value={r.id}>{r.id}</option>)}</select></label>
    {narrowed && <button type="button" onClick={() => go({ q: "", promise: "", shows: "", rule: "" })}>clear</button>}
  </form>;
}

/** The legend counts, and is a filter: what it shows can be pressed. */
function Legend({ state, filter, environment, go }: { state: State; filter: Filter; environment: number; go: (p: Partial<State>) => void }) {
  const chosen = state.shows.split(",").filter(Boolean), entry = entryOf(state);
  const counts = useMemo(() => {
    const unchosen = filterOf({ ...state, shows: "" }), cells = cellsOf(environment), found = new Map<string, number>();
    for (let i = 0; i < cells.at.length; i++) {
      if (taken(cells.at[i])[3] !== entry || !unchosen.matches(cells.at[i], cells.story[i])) continue;
      const symbol = stories[cells.story[i]].symbol;
      found.set(symbol, (found.get(symbol) ?? 0) + 1);
    }
    return found;
  }, [filter, environment, entry]);
  return <section class="legend" aria-label="Legend: press to show these only">
    {shape.legend.filter((l) => counts.has(l.symbol) || chosen.includes(l.symbol)).map((l) => <button type="button" title={l.words} aria-pressed={chosen.includes(l.symbol)}
      onClick={() => go({ shows: (chosen.includes(l.symbol) ? chosen.filter((c) => c !== l.symbol) : [...chosen, l.symbol]).join(",") })}>
      <Swatch symbol={l.symbol} /> <b>{(counts.get(l.symbol) ?? 0).toLocaleString("en")}</b> {l.words.split(":")[0]}</button>)}
  </section>;
}

const root = document.getElementById("app")!;
root.textContent = "";
if (environments.length === 0) root.textContent = "No environment left rows here.";
else render(<App />, root);
