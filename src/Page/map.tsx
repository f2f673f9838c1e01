// The heat map: library, call and thread downwards, bodies across, for one door and one environment. Only what is in
// sight is in the document.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { axes, cellsOf, environments, inWords, joined, keyOf, kindOf, placeOf, stories, taken } from "./model";
import { entryOf, environmentOf, reasonOf, type Filter, type State } from "./state";

const height = 24, head = 148, spare = 12;

type Line = { head?: string; thread: number; base: number; cells: Map<number, number> };

/** The lines of the map, with a headline where the call changes; and the bodies that have a cell in them. */
export function linesOf(environment: number, entry: number, filter: Filter): { lines: Line[]; bodies: number[] } {
  const cells = cellsOf(environment), lines: Line[] = [], bodies = new Set<number>();
  let group = "", line: Line | undefined;
  for (let i = 0; i < cells.at.length; i++) {
    const at = cells.at[i], parts = taken(at);
    if (parts[3] !== entry || !filter.matches(at, cells.story[i])) continue;
    const name = `${axes[0].members[parts[0]].name}::${axes[1].members[parts[1]].name}`;
    if (name !== group) {
      lines.push({ head: group = name, thread: -1, base: -1, cells: new Map() });
      line = undefined;
    }
    const base = joined([parts[0], parts[1], parts[2], parts[3], 0]);
    if (line?.base !== base) lines.push(line = { thread: parts[2], base, cells: new Map() });
    line.cells.set(parts[4], cells.story[i]);
    bodies.add(parts[4]);
  }
  return { lines, bodies: [...bodies].sort((a, b) => a - b) };
}

export function HeatMap({ state, filter, open }: { state: State; filter: Filter; open: (key: string) => void }) {
  const environment = environmentOf(state), entry = entryOf(state);
  const { lines, bodies } = useMemo(() => linesOf(environment, entry, filter), [environment, entry, filter]);
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [room, setRoom] = useState(900);
  const [active, setActive] = useState(-1);
  const wanted = useRef(false);
  const first = lines.find((l) => l.cells.size > 0);
  const shown = state.cell ? placeOf(state.cell) : -1;
  const here = active >= 0 && lineOf(lines, active, true) >= 0 && bodies.includes(taken(active)[4]) ? active
    : shown >= 0 && lineOf(lines, shown, true) >= 0 && bodies.includes(taken(shown)[4]) ? shown : first ? first.base + first.cells.keys().next().value! : -1;

  useLayoutEffect(() => {
    const measure = () => box.current && setRoom(box.current.clientHeight);
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, [lines.length === 0]); // there is no map where nothing matches
  useEffect(() => { if (box.current && shown >= 0) reveal(box.current, lines, bodies, shown); }, [shown, lines]);
  useEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    box.current!.querySelector<HTMLElement>(`[data-at="${here}"]`)?.focus({ preventScroll: true });
  });

  if (lines.length === 0) return <p class="nothing">No cell of {axes[3].members[entry].name} in {environments[environment].name} matches. Clear the filter, or choose another entry.</p>;

  const from = Math.max(0, Math.floor(top / height) - spare);
  const to = Math.min(lines.length, Math.ceil((top + room) / height) + spare);

  function go(at: number) {
    wanted.current = true;
    setActive(at);
    reveal(box.current!, lines, bodies, at);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") open(keyOf(here));
    else {
      const next = event.shiftKey ? beside(lines, bodies, here, event.key) : step(lines, bodies, here, event.key, Math.max(1, Math.floor(room / height) - 8));
      if (next === undefined) return;
      go(next);
    }
    event.preventDefault();
  }

  /** The place under the pointer, whether it is a cell or not. */
  function placeUnder(event: MouseEvent): number | undefined {
    const line = (event.target as HTMLElement).closest<HTMLElement>("[data-base]");
    if (!line || (event.target as HTMLElement).closest("[role=rowheader]")) return undefined;
    const names = parseFloat(getComputedStyle(box.current!).getPropertyValue("--names"));
    const body = bodies[Math.floor((event.clientX - line.getBoundingClientRect().left - names) / height)];
    return body === undefined ? undefined : Number(line.dataset.base) + body;
  }

  function onClick(event: MouseEvent) {
    const at = placeUnder(event);
    if (at === undefined) return;
    setActive(at);
    open(keyOf(at));
  }

  function onMove(event: MouseEvent) {
    const dots = event.target as HTMLElement, at = dots.matches(".dots") ? placeUnder(event) : undefined;
    if (at !== undefined) dots.title = `${keyOf(at)}\n${notHere(environment, at)}`;
  }

  return <div class="map" ref={box} onScroll={(e) => setTop(e.currentTarget.scrollTop)} onKeyDown={onKeyDown} onClick={onClick} onMouseMove={onMove}>
    <div role="grid" aria-label={`Cells of ${axes[3].members[entry].name} in ${environments[environment].name}: threads down, bodies across`}
      aria-rowcount={lines.length + 1} aria-colcount={bodies.length + 1} style={{ width: `calc(var(--names) + ${bodies.length * height}px + 90px)`, height: `${lines.length * height + head}px` }}>
      <div role="row" aria-rowindex={1} class="bodies">
        <span role="columnheader" class="corner">thread, then what the callback does; a dot is not run, press it for the reason</span>
        {bodies.map((b, i) => <span role="columnheader" aria-colindex={i + 2} title={axes[4].members[b].sentence} style={{ left: `calc(var(--names) + ${i * height}px)` }}><span>{axes[4].members[b].name}</span></span>)}
      </div>
      {lines.slice(from, to).map((line, i) => <Row key={line.head ?? line.base} line={line} top={head + (from + i) * height} number={from + i + 2}
        bodies={bodies} here={here} shown={shown} environment={environment} />)}
    </div>
  </div>;
}

const notHere = (environment: number, at: number): string => reasonOf(environment, at) ?? "not shown, or not of this run";

function Row({ line, top, number, bodies, here, shown, environment }: { line: Line; top: number; number: number; bodies: number[]; here: number; shown: number; environment: number }) {
  if (line.head) return <div role="row" aria-rowindex={number} class="group" style={{ top: `${top}px` }}><span role="rowheader">{line.head}</span></div>;
  const thread = axes[2].members[line.thread];
  return <div role="row" aria-rowindex={number} class="line" data-base={line.base} style={{ top: `${top}px` }}>
    <span role="rowheader" title={thread.sentence}>{thread.name}</span>
    <span class="dots" aria-hidden="true" style={{ width: `${bodies.length * height}px` }} />
    {bodies.map((b, i) => {
      const story = line.cells.get(b);
      const at = line.base + b;
      if (story === undefined) return at !== here && at !== shown ? null : <span role="gridcell" key={b} data-at={at} aria-colindex={i + 2} tabIndex={at === here ? 0 : -1}
        aria-selected={at === shown} class="cell hole" style={{ left: `calc(var(--names) + ${i * height}px)` }} aria-label={`${keyOf(at)}, not run: ${notHere(environment, at)}`} />;
      const s = stories[story];
      return <span role="gridcell" key={b} data-at={at} aria-colindex={i + 2} tabIndex={at === here ? 0 : -1} aria-selected={at === shown}
        class={`cell ${kindOf(s.symbol)}`} style={{ left: `calc(var(--names) + ${i * height}px)` }}
        aria-label={`${keyOf(at)}, ${s.promise}, ${inWords(s)}, ${s.verdict}`} title={`${keyOf(at)}\n${s.promise}: ${inWords(s)}`}>{s.symbol}</span>;
    })}
  </div>;
}

const lineOf = (lines: Line[], at: number, orHole = false): number => {
  const body = taken(at)[4];
  return lines.findIndex((l) => l.base === at - body && (orHole || l.cells.has(body)));
};

/** With Shift: the place beside it, also when it is none that is run. */
function beside(lines: Line[], bodies: number[], at: number, key: string): number | undefined {
  const line = lineOf(lines, at, true), column = bodies.indexOf(taken(at)[4]);
  const by = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[key];
  if (!by || line < 0) return undefined;
  const next = lines[line + by[0]]?.head === undefined ? lines[line + by[0]] : lines[line + 2 * by[0]];
  const body = bodies[column + by[1]];
  return next === undefined || body === undefined || next.head !== undefined ? undefined : next.base + body;
}

/** The cell that a key leads to from another: the next one there is in that direction. */
export function step(lines: Line[], bodies: number[], at: number, key: string, page: number): number | undefined {
  const line = lineOf(lines, at, true), column = bodies.indexOf(taken(at)[4]);
  if (line < 0) return undefined;
  const along = (from: number, by: number) => {
    for (let c = from; c >= 0 && c < bodies.length; c += by) if (lines[line].cells.has(bodies[c])) return lines[line].base + bodies[c];
    return undefined;
  };
  const down = (from: number, by: number) => {
    for (let l = from; l >= 0 && l < lines.length; l += by) if (lines[l].cells.has(bodies[column])) return lines[l].base + bodies[column];
    return undefined;
  };
  switch (key) {
    case "ArrowRight": return along(column + 1, 1);
    case "ArrowLeft": return along(column - 1, -1);
    case "ArrowDown": return down(line + 1, 1);
    case "ArrowUp": return down(line - 1, -1);
    case "Home": return along(0, 1);
    case "End": return along(bodies.length - 1, -1);
    case "PageDown": return down(Math.min(lines.length - 1, line + page), 1) ?? down(lines.length - 1, -1);
    case "PageUp": return down(Math.max(0, line - page), -1) ?? down(0, 1);
    default: return undefined;
  }
}

function reveal(box: HTMLElement, lines: Line[], bodies: number[], at: number) {
  const line = lineOf(lines, at, true), names = parseFloat(getComputedStyle(box).getPropertyValue("--names"));
  if (line < 0) return;
  const y = line * height, x = bodies.indexOf(taken(at)[4]) * height;
  if (y < box.scrollTop) box.scrollTop = Math.max(0, y - height);
  else if (y + height > box.scrollTop + box.clientHeight - head) box.scrollTop = y + 2 * height - box.clientHeight + head;
  if (x < box.scrollLeft) box.scrollLeft = x;
  else if (x + height > box.scrollLeft + box.clientWidth - names) box.scrollLeft = x + 2 * height - box.clientWidth + names;
}
