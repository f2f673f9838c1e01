// What a callback costs, beside its twin in C: bars, and for what was timed one by one the tail.
import { environments, latencyRows, shape, type Latency } from "./model";
import { Command } from "./parts";

/** "8.3 ns", "12 us": two digits or three, as many as somebody reads. */
export function time(ns: number): string {
  const [value, unit] = ns < 1e3 ? [ns, "ns"] : ns < 1e6 ? [ns / 1e3, "us"] : ns < 1e9 ? [ns / 1e6, "ms"] : [ns / 1e9, "s"];
  return `${value < 10 ? value.toFixed(1) : value < 100 ? value.toFixed(0) : Number(value.toPrecision(3))} ${unit}`;
}

const where = (row: Latency): string => row.axis ? `${row.axis} ${row.point}` : row.condition;

export function LatencyView({ environment }: { environment: number }) {
  const here = environments[environment], rows = latencyRows().filter((r) => r.environment === environment);
  return <div class="page"><h2>What it costs, beside the same in C</h2>
    {rows.length === 0 ? <><p>Nothing was timed in {here.name}. To time it, and to have it here:</p>
      <Command text={`./run-conformance.sh latency${here.option} --output DIR`} /></>
      : <p>In {here.name}, {here.runtime}. Medians over processes; a thin line is the interval that holds the true one. The upper bar is
        managed, the lower one is C.</p>}
    {shape.quantities.map((q) => {
      const own = rows.filter((r) => r.quantity === q.name), tails = own.filter((r) => r.tail);
      return own.length > 0 && <section class="cost" key={q.name}><h3>{q.name}</h3>
        <p>{q.sentence[0].toUpperCase() + q.sentence.slice(1)}. <span class="soft">In C: {q.twin}.</span></p>
        <Bars name={q.name} rows={own} />
        {[...new Set(tails.map((r) => r.key))].map((key) => <Tails name={q.name} cell={key} rows={tails.filter((r) => r.key === key)} />)}
      </section>;
    })}</div>;
}

function Bars({ name, rows }: { name: string; rows: Latency[] }) {
  // Where cells are too different for one scale each line has its own: its two bars are what is to be compared.
  const lengths = rows.map((r) => Math.max(r.value[2], r.twin[2])), all = Math.max(...lengths), own = all > 50 * Math.min(...lengths);
  const bar = (kind: string, most: number, [median, low, high]: number[]) => <div class={`cost-bar ${kind}`}><i style={{ width: `${(100 * median) / most}%` }} />
    <u style={{ left: `${(100 * low) / most}%`, width: `${(100 * (high - low)) / most}%` }} /></div>;
  return <div class="wide" tabIndex={0} role="region" aria-label={`Costs of ${name}`}><table class="bars">
    <thead><tr><th scope="col">cell</th><th scope="col">at</th><th scope="col">managed</th><th scope="col">in C</th><th scope="col">times</th><td aria-hidden="true" class="room">{own ? "each line on a scale of its own" : ""}</td><th scope="col">warnings</th></tr></thead>
    <tbody>{rows.map((r, i) => <tr>
      <th scope="row"><code>{r.key}</code></th><td class="at">{where(r)}</td><td class="number" data-is="managed">{time(r.value[0])}</td><td class="number" data-is="C">{time(r.twin[0])}</td>
      <td class="number" data-is="times">{r.ratio > 0 ? r.ratio.toFixed(1) : ""}</td>
      <td aria-hidden="true">{bar("managed", own ? lengths[i] : all, r.value)}{bar("native", own ? lengths[i] : all, r.twin)}</td><td class="soft">{r.warnings.join(", ")}</td>
    </tr>)}</tbody></table></div>;
}

const width = 640, height = 300, left = 58, right = 130, top = 12, bottom = 40;

/** Percentiles as nines: 90, 99 and 99.9 are as far from each other as they are rare. The worst stands at the end. */
const nines = (percent: number, last: number): number => percent >= 100 ? last : Math.log10(100 / (100 - percent));

function Tails({ name, cell, rows }: { name: string; cell: string; rows: Latency[] }) {
  const lines = rows.flatMap((r, i) => [{ row: r, of: "managed", points: pairs(r.tail!), line: `line${i % 4}` },
    ...(r.twinTail ? [{ row: r, of: "in C", points: pairs(r.twinTail), line: `line${i % 4} native` }] : [])]);
  const all = lines.flatMap((l) => l.points.map((p) => p[1])).filter((ns) => ns > 0);
  const low = Math.floor(Math.log10(Math.min(...all))), high = Math.ceil(Math.log10(Math.max(...all)));
  const rarest = Math.max(...lines.flatMap((l) => l.points.map((p) => p[0])).filter((p) => p < 100)), last = nines(rarest, 0) + 0.6;
  const x = (percent: number) => left + ((nines(percent, last) - nines(50, 0)) / (last - nines(50, 0))) * (width - left - right);
  const y = (ns: number) => height - bottom - ((Math.log10(Math.max(ns, 10 ** low)) - low) / Math.max(1, high - low)) * (height - top - bottom);
  const marks = [50, 90, 99, 99.9, 99.99, 99.999].filter((p) => p <= rarest);
  const ends = apart(lines.map((l) => y(l.points[l.points.length - 1][1])));
  return <figure class="tails">
    <figcaption><code>{cell}</code>: how long the slowest of so many took</figcaption>
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${name} of ${cell}: ${lines.map((l) => `${l.row.condition} ${l.of} at most ${time(l.points[l.points.length - 1][1])}`).join("; ")}`}>
      {Array.from({ length: high - low + 1 }, (_, i) => low + i).map((p) => <g class="mark"><path d={`M${left} ${y(10 ** p)}H${width - right}`} /><text x={left - 6} y={y(10 ** p) + 4} class="end">{time(10 ** p)}</text></g>)}
      {marks.map((p) => <g class="mark"><path d={`M${x(p)} ${top}V${height - bottom}`} /><text x={x(p)} y={height - bottom + 16}>{p} %</text></g>)}
      <text x={x(100)} y={height - bottom + 16} class="name">worst</text>
      {lines.map((l, i) => <g class={l.line}><path d={"M" + l.points.map(([p, ns]) => `${x(p).toFixed(1)} ${y(ns).toFixed(1)}`).join("L")} />
        <path d={`M${width - right} ${y(l.points[l.points.length - 1][1]).toFixed(1)}L${width - right + 12} ${ends[i].toFixed(1)}`} class="leader" />
        <text x={width - right + 15} y={ends[i] + 4} class="start">{l.row.condition} {l.of}</text></g>)}
    </svg>
    <details><summary>as numbers</summary><div class="wide" tabIndex={0} role="region" aria-label={`Percentiles of ${cell}`}><table>
      <thead><tr><th scope="col">condition</th>{lines[0].points.map(([p]) => <th scope="col">{p < 100 ? `${p} %` : "worst"}</th>)}</tr></thead>
      <tbody>{lines.map((l) => <tr><th scope="row">{l.row.condition} {l.of}</th>{l.points.map(([, ns]) => <td class="number">{time(ns)}</td>)}</tr>)}</tbody></table></div></details>
  </figure>;
}

const pairs = (flat: number[]): [number, number][] => Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);

/** The same heights, but no two closer than a line of text. */
function apart(heights: number[]): number[] {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a] - heights[b]), moved = [...heights];
  order.forEach((at, i) => { if (i > 0) moved[at] = Math.max(moved[at], moved[order[i - 1]] + 13); });
  const over = Math.max(0, moved[order[order.length - 1]] - (height - bottom));
  return moved.map((h) => h - over);
}

/** Of one cell, in the environment that is shown. */
export function Costs({ cell, environment }: { cell: string; environment: number }) {
  const rows = latencyRows().filter((r) => r.key === cell && r.environment === environment);
  if (rows.length === 0) return null;
  return <><h3>What it costs</h3><Bars name={cell} rows={rows} /></>;
}
