// The session page: timeline, media, episodes, corrections, notes, talk; each in its own module.
import { html, render, useEffect, useMemo, useRef, useState } from '../../vendor/preact-htm.js';
import { get, post } from '../lib/api.js';
import { t } from '../lib/strings.js';
import { speakOf } from '../lib/outcome.js';
import { clock } from '../lib/time.js';
import { Timeline } from '../timeline/view.js';
import { Player } from '../video/player.js';
import { MediaPanel } from '../video/media.js';
import { Transport, readoutWords } from '../video/transport.js';
import { Correct, History } from './correct.js';
import { Filters, NOTHING, passing } from './filters.js';
import { lanes, signals } from './scene.js';
import { Summary } from './summary.js';
import { EpisodeTable } from './table.js';
import { Talk, clips } from './talk.js';

const BEFORE = 1000;
const EMPTY = { lines: /** @type {any[]} */ ([]), unplaced: [], summary: { count: 0, outcomes: {}, latency: null }, moments: [] };

/** @param {{ session: any, startNotes: any, curves: any[] }} props */
function App({ session, startNotes, curves }) {
  const base = `/api/session/${session.id}`;
  const player = useMemo(() => new Player(session.end), []);
  const drawn = useMemo(() => lanes(session), []);
  const [shown, setWindow] = useState({ from: 0, to: session.end });
  const [choice, setChoice] = useState({ definition: session.definitions[0]?.id ?? '', min: '' });
  const [filter, setFilter] = useState(NOTHING);
  const [found, setFound] = useState(EMPTY);
  const [notes, setNotes] = useState(startNotes);
  const [media, setMedia] = useState(session.media);
  const [selected, setSelected] = useState('');
  const [editing, setEditing] = useState('');
  const [problem, setProblem] = useState(session.reason);
  const repaint = useRef(() => {});
  const readout = useRef(/** @type {HTMLElement | null} */ (null));
  const query = `definition=${encodeURIComponent(choice.definition)}&min_duration=${choice.min}`;
  const definition = session.definitions.find((/** @type {any} */ d) => d.id === choice.definition);
  speakOf(definition);

  useEffect(() => {
    player.onTime = () => {
      repaint.current();
      if (readout.current) readout.current.textContent = readoutWords(player);
    };
    player.onTime();
  }, []);
  useEffect(() => {
    if (!definition) return;
    let stale = false;
    get(`${base}/episodes?${query}`).then(
      (answer) => stale || (setFound(answer), setProblem('')),
      (error) => stale || setProblem(error.message)
    );
    return () => void (stale = true);
  }, [query, notes.log.length]);

  const lines = useMemo(() => passing(found.lines, filter), [found, filter]);
  const scene = useMemo(
    () => ({
      end: session.end, states: session.states, lanes: drawn, phases: session.phases, signals: curves, selected,
      episodes: lines.filter((line) => line.status !== 'removed'),
    }),
    [lines, selected]
  );
  const overlaps = useMemo(() => overlapping(found.lines), [found]);
  const all = useMemo(() => clips(found.lines, /** @type {any} */ (found.moments)), [found]);

  /** @param {object} entry */
  async function write(entry) {
    let after;
    try {
      after = await post(`${base}/notes`, { definition: choice.definition, ...entry });
      setNotes(after);
    } catch (error) {
      // Somebody else may have written meanwhile: show what stands now, and say why it was refused.
      get(`${base}/notes`).then(setNotes, () => {});
      throw error;
    }
    setMedia((await get(base)).media);
    return after;
  }
  /** @param {any} line */
  function play(line) {
    select(line);
    player.onSpanEnd = () => {};
    player.playSpan(line.onset - BEFORE, Math.max(line.ended_at, line.onset + BEFORE));
  }
  /** @param {any} line */
  function select(line) {
    setSelected(line.key);
    const span = shown.to - shown.from;
    if (line.onset >= shown.from && line.ended_at <= shown.to) return;
    const from = Math.max(0, Math.min(session.end - span, line.onset - span / 4));
    setWindow({ from, to: from + span });
  }
  /** @param {number} step */
  function stepTo(step) {
    const at = lines.findIndex((line) => line.key === selected);
    const next = lines[at < 0 ? (step > 0 ? 0 : lines.length - 1) : at + step];
    if (!next) return;
    select(next);
    player.span = null;
    player.seek(next.onset);
  }
  const chosen = lines.find((line) => line.key === selected);
  const edited = editing === 'new' ? null : found.lines.find((line) => line.key === editing);
  const close = () => {
    setEditing('');
    document.getElementById('add')?.focus();
  };
  return html`<h1>${session.name}</h1>
    <p class="small">${[session.file, clock(session.end), t('viewer.codebook', { name: session.codebook }), ''].join(' · ')}
      <a href=${`/session/${session.id}/print?${query}`}>${t('viewer.print')}</a>
      ${' · '}<a href=${`${base}/export.csv?${query}`} download>${t('viewer.export_csv')}</a>
      ${' · '}<a href=${`${base}/export.json?${query}`} download>${t('viewer.export_json')}</a></p>
    ${problem && html`<p class="message" role="alert">${problem}</p>`}
    <${Timeline} scene=${scene} player=${player} window=${shown} setWindow=${setWindow} repaint=${repaint}
      onStep=${stepTo} onEnter=${() => (chosen ? play(chosen) : player.toggle())} />
    <div class="columns">
      <section aria-label=${t('media.title')}>
        <${MediaPanel} media=${media} player=${player} write=${write} />
        <${Transport} player=${player} readout=${readout} />
        <${Findings} findings=${session.findings} />
      </section>
      <section aria-label=${t('viewer.episode_list')}>
        ${definition && html`<${Filters} session=${session} choice=${choice} setChoice=${setChoice} filter=${filter} setFilter=${setFilter} />
        <${Summary} summary=${found.summary} shown=${lines.length} noun=${definition.noun} />
        ${found.unplaced.length > 0 && html`<p class="message">${t('notes.unplaced', { n: found.unplaced.length })}</p>`}
        ${overlaps > 0 && html`<p class="message">${t('notes.overlap', { n: overlaps })}</p>`}
        <${EpisodeTable} lines=${lines} selected=${selected} onPlay=${play} onSelect=${(/** @type {any} */ line) => (select(line), setEditing(line.key))} />`}
        ${(editing === 'new' || edited) && html`<${Correct} line=${edited} now=${player.time} write=${write} onClose=${close} />`}
        <${Talk} all=${all} saved=${notes.talk[choice.definition]} player=${player} write=${write} />
        <${History} notes=${notes} write=${write} onAdd=${() => setEditing('new')} />
      </section>
    </div>`;
}

/** How many corrected or added episodes begin before another has ended. @param {any[]} lines */
function overlapping(lines) {
  const there = lines.filter((line) => line.status !== 'removed');
  return there.filter((line, k) => k > 0 && line.onset < there[k - 1].ended_at && (line.status !== 'read' || there[k - 1].status !== 'read')).length;
}

/** @param {{ findings: any[] }} props */
function Findings({ findings }) {
  if (!findings.length) return null;
  return html`<details><summary>${t('viewer.findings', { n: findings.length })}</summary>
    <ul class="small">${findings.map((f) => html`<li>${f.kind}, ${f.count}: ${f.text}</li>`)}</ul></details>`;
}

const root = /** @type {HTMLElement} */ (document.getElementById('app'));
try {
  const id = location.pathname.split('/')[2];
  const [session, startNotes] = await Promise.all([get(`/api/session/${id}`), get(`/api/session/${id}/notes`)]);
  const curves = await signals(session);
  root.textContent = '';
  render(html`<${App} session=${session} startNotes=${startNotes} curves=${curves} />`, root);
} catch (error) {
  root.textContent = /** @type {Error} */ (error).message;
  root.className = 'message';
}
