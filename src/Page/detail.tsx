// All that is known of one cell.
import { useLayoutEffect, useRef } from "preact/hooks";
import { axes, environments, inWords, meaning, numberAt, outcomeWords, placeOf, places, rules, shape, sourceAt, storyAt, taken, type Outcome, type Story } from "./model";
import { Costs } from "./latency";
import { Code, Command, CyclePicture, Groups, Prose, Swatch } from "./parts";
import { environmentOf, whyNot, type State } from "./state";

const stages: Record<string, string> = {
  starting: "the runtime had not reached Main", arranging: "the cell was being set up",
  calling: "inside the call into C, before a callback or between two",
  entering: "C had called the door into managed code, and no managed line had run", inside: "the body ran",
  leaving: "the body was done, on its way back to C", returned: "the call was back in managed code",
  waiting: "managed code waited for callbacks that come after the call", checking: "the answer was being checked",
  exiting: "Main was done, the process ended", ended: "the thread was gone",
};

export function Detail({ state, close, go }: { state: State; close: () => void; go: (patch: Partial<State>) => void }) {
  const at = placeOf(state.cell), environment = environments[environmentOf(state)];
  const title = useRef<HTMLHeadingElement>(null);
  // As soon as it is there: a key that is pressed next is meant for it.
  useLayoutEffect(() => title.current?.focus({ preventScroll: true }), [state.cell]);
  const story = at >= 0 ? storyAt(environmentOf(state), at) : undefined;
  return <aside class="detail" aria-label="The cell" onKeyDown={(e) => { if (e.key === "Escape") close(); }}>
    <header>
      <h2 ref={title} tabIndex={-1}>{state.cell.split("::").map((name, i) => <>{i > 0 && <>::<wbr /></>}{name}</>)}</h2>
      <button type="button" class="close" aria-label="Close the cell" onClick={close}>✕</button>
    </header>
    <p class="where">in {environment.name}, {environment.runtime}</p>
    {story ? <Told story={story} at={at} state={state} /> : <p class="nothing">{whyNot(state)}</p>}
    {at >= 0 && <Elsewhere at={at} state={state} go={go} />}
    <Costs cell={state.cell} environment={environmentOf(state)} />
    {at >= 0 && <Sources at={at} ran={story !== undefined} />}
  </aside>;
}

function Told({ story, at, state }: { story: Story; at: number; state: State }) {
  const environment = environments[environmentOf(state)], rule = rules.get(story.rule), listed = environment.listed[state.cell];
  return <>
    <p class="sum"><Swatch symbol={story.symbol} /> <b>{inWords(story)}</b><br /><span>{meaning(story.symbol)}</span></p>
    <dl>
      <dt>promise</dt><dd><b>{story.promise}</b>: {shape.promises[story.promise]}</dd>
      <dt>verdict</dt><dd><b>{story.verdict}</b>: {shape.verdicts[story.verdict]}
        {listed && <><br />listed as {listed.outcomes}{listed.note && `, ${listed.note}`}{listed.link && <>; <a href={listed.link}>reported</a></>}</>}</dd>
      {taken(at).map((m, p) => axes[p].members[m].sentence && <><dt>{places[p]}</dt><dd><b>{axes[p].members[m].name}</b>: {axes[p].members[m].sentence}</dd></>)}
    </dl>
    <h3>What happened</h3>
    <Outcomes outcomes={story.outcomes} />
    {story.shared && <p>Some attempts shared a process with other cells.</p>}
    {story.proof && <p class="words">{story.proof}</p>}
    {story.cycle && <CyclePicture cycle={story.cycle} />}
    {story.corroboration && <p class="words"><b>asked the runtime:</b> {story.corroboration}</p>}
    <h3>Run it again</h3>
    <Command text={`./run-conformance.sh cell ${state.cell}${environment.option}${environment.plugIns?.[state.cell.split("::")[0]] ?? ""}`} />
    <h3>The rule</h3>
    {rule ? <section class="rule">
      <p><b>{rule.title}</b></p>
      {rule.quote && <blockquote>{rule.quote}<footer>{rule.rank}</footer></blockquote>}
      <ul class="sources">{rule.sources.map((s) => <li><a href={s}>{s.replace("https://", "")}</a></li>)}</ul>
      {rule.instead && <><h4>Instead</h4><Prose text={rule.instead} /></>}
      <h4>Why</h4><Prose text={rule.why} />
      {rule.known && <><h4>Known</h4><Prose text={rule.known} /></>}
      <p class="file"><code>{rule.id}</code>, conformance/rules/{rule.file}</p>
    </section> : <p>{story.rule}: a rule that this kit no longer has.</p>}
  </>;
}

function Outcomes({ outcomes }: { outcomes: Outcome[] }) {
  const total = outcomes.reduce((sum, o) => sum + o.count, 0);
  return <ul class="outcomes">{outcomes.map((o) => <li>
    <div class="bar" aria-hidden="true"><i style={{ width: `${(100 * o.count) / total}%` }} /></div>
    <b>{o.count} of {total}</b> {outcomeWords(o)} <span class="soft">{o.bound}</span>
    {o.stage && <div class="soft">stage <b>{o.stage}</b>: {stages[o.stage] ?? ""}</div>}
    {o.words && <div class="words">{o.words}</div>}
  </li>)}</ul>;
}

function Elsewhere({ at, state, go }: { at: number; state: State; go: (patch: Partial<State>) => void }) {
  const others = environments.map((_, i) => i === environmentOf(state) ? undefined : numberAt(i, at));
  if (others.every((s) => s === undefined)) return null;
  return <><h3>In other environments</h3><Groups stories={others} go={(e) => go({ env: environments[e].name })} /></>;
}

function Sources({ at, ran }: { at: number; ran: boolean }) {
  const parts = taken(at), order = [4, 3, 1, 2, 0];
  return <><h3>The code that {ran ? "ran" : "would run"}</h3>{order.map((p) => {
    const member = axes[p].members[parts[p]];
    return <section class="source"><h4>{places[p]} {member.name}</h4>
      {member.sources.length === 0 ? <p class="soft">Its source is not part of the kit.</p> : member.sources.map((s) => <Code source={sourceAt(s)} />)}</section>;
  })}</>;
}
