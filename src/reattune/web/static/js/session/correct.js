// Correct an episode, note something about it, add one; undo and redo; the log of all that.
import { html, useEffect, useRef, useState } from '../../vendor/preact-htm.js';
import { t } from '../lib/strings.js';
import { byWord, outcomeWord } from '../lib/outcome.js';
import { clock, parseClock } from '../lib/time.js';

const OUTCOMES = ['repaired', 'self_regulated', 'faded', 'censored', 'unrepaired'];
const who = (/** @type {string} */ id) => t(`who.${id}`);
const WHO = ['child', 'caregiver', 'both', 'unknown'];

/**
 * @param {object} props
 * @param {any} props.line the episode, or null when one is to be added
 * @param {number} props.now ms, where the cursor stands
 * @param {(entry: object) => Promise<void>} props.write
 * @param {() => void} props.onClose
 */
export function Correct({ line, now, write, onClose }) {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const start = () => ({
    onset: clock(line ? line.onset : now, 3), ended_at: clock(line ? line.ended_at : now + 1000, 3),
    outcome: line?.outcome ?? 'censored', opened_by: line?.opened_by ?? 'unknown', repaired_by: line?.repaired_by || 'unknown',
    note: line?.note ?? '',
  });
  const [fields, setFields] = useState(start);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    setFields(start());
    setProblem('');
    form.current?.querySelector('input')?.focus();
  }, [line?.key]);
  const set = (/** @type {object} */ part) => setFields((old) => ({ ...old, ...part }));
  const value = (/** @type {Event} */ e) => /** @type {HTMLInputElement} */ (e.target).value;

  /** @param {Event} event */
  async function save(event) {
    event.preventDefault();
    const onset = parseClock(fields.onset);
    const ended_at = parseClock(fields.ended_at);
    if (onset === null || ended_at === null || ended_at < onset) return setProblem(t('correct.times_wrong'));
    const repaired_by = fields.outcome === 'repaired' ? fields.repaired_by : '';
    const to = { onset, ended_at, outcome: fields.outcome, opened_by: fields.opened_by, repaired_by };
    const changed = !line || Object.entries(to).some(([name, now]) => line[name] !== now);
    try {
      if (!line) await write({ kind: 'add', to });
      else if (changed) await write({ kind: 'change', key: line.key, to });
      if (line && fields.note !== line.note) await write({ kind: 'note', key: line.key, text: fields.note });
      onClose();
    } catch (error) {
      setProblem(/** @type {Error} */ (error).message);
    }
  }
  const remove = () => write({ kind: 'remove', key: line.key }).then(onClose, (/** @type {Error} */ e) => setProblem(e.message));
  const choose = (/** @type {string} */ name, /** @type {string[]} */ words, /** @type {(word: string) => string} */ say) =>
    html`<label>${name === 'repaired_by' ? byWord() : t(`correct.${name}`)}<select name=${name} value=${/** @type {any} */ (fields)[name]} onChange=${(/** @type {Event} */ e) => set({ [name]: value(e) })}>
      ${words.map((word) => html`<option value=${word}>${say(word)}</option>`)}</select></label>`;
  const time = (/** @type {'onset' | 'ended_at'} */ name) =>
    html`<label>${t(`correct.${name}`)}<span class="with-button"><input name=${name} value=${fields[name]} onInput=${(/** @type {Event} */ e) => set({ [name]: value(e) })} />
      <button type="button" onClick=${() => set({ [name]: clock(now, 3) })} aria-label=${t('correct.to_cursor_of', { what: t(`correct.${name}`) })}>${t('correct.to_cursor')}</button></span></label>`;

  return html`<form class="correct" ref=${form} onSubmit=${save} aria-labelledby="correct-title">
    <h2 id="correct-title">${line ? t('correct.title', { time: clock(line.onset, 2) }) : t('correct.add_title')}</h2>
    <div class="fields">${time('onset')}${time('ended_at')}${choose('outcome', OUTCOMES, outcomeWord)}
      ${choose('opened_by', WHO, who)}${fields.outcome === 'repaired' && choose('repaired_by', WHO, who)}
      ${line && html`<label class="wide">${t('correct.note')}<textarea name="note" rows="2" value=${fields.note} onInput=${(/** @type {Event} */ e) => set({ note: value(e) })}></textarea></label>`}</div>
    ${line?.read?.outcome && html`<p class="small">${t('correct.as_read', { onset: clock(line.read.onset, 2), ended: clock(line.read.ended_at, 2), outcome: outcomeWord(line.read.outcome) })}</p>`}
    <p role="alert" class=${problem ? 'message' : ''}>${problem}</p>
    <div class="bar"><button class="primary">${t('correct.save')}</button>
      ${line && line.status !== 'removed' && html`<button type="button" onClick=${remove}>${t('correct.remove')}</button>`}
      <button type="button" onClick=${onClose}>${t('correct.cancel')}</button></div>
  </form>`;
}

/**
 * @param {{ notes: any, write: (entry: object) => Promise<any>, onAdd: () => void }} props
 */
export function History({ notes, write, onAdd }) {
  const [problem, setProblem] = useState('');
  const [text, setText] = useState(notes.note);
  const kept = useRef(notes.note);
  useEffect(() => {
    // What was typed and not saved yet stays, whatever else happens.
    setText((/** @type {string} */ typed) => (typed === kept.current ? notes.note : typed));
    kept.current = notes.note;
  }, [notes.note]);
  useEffect(() => {
    const ask = (/** @type {BeforeUnloadEvent} */ event) => event.preventDefault();
    if (text !== notes.note) addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [text, notes.note]);
  const next = notes.log.find((/** @type {any} */ entry) => entry.n === notes.undo);
  const latest = useRef(notes);
  latest.current = notes;
  const turn = useRef(/** @type {Promise<unknown>} */ (Promise.resolve()));
  /** One after the other: a second press on undo means the entry before. @param {(now: any) => object | null} make */
  const act = (make) =>
    (turn.current = turn.current.then(async () => {
      const entry = make(latest.current);
      if (!entry) return;
      try {
        latest.current = await write(entry);
        setProblem('');
      } catch (error) {
        setProblem(/** @type {Error} */ (error).message);
      }
    }));
  const back = (/** @type {'undo' | 'redo'} */ kind) => act((now) => (now[kind] === null ? null : { kind, of: now[kind] }));
  return html`<section aria-labelledby="notes-title">
    <h2 id="notes-title">${t('notes.title')}</h2>
    <p class="small">${t(notes.writable ? 'notes.place' : 'notes.no_place', { place: notes.place })}</p>
    ${notes.stale && html`<p class="message">${t('notes.stale')}</p>`}
    <label class="block">${t('notes.session')}<textarea id="session-note" rows="3" value=${text} onInput=${(/** @type {Event} */ e) => setText(/** @type {HTMLTextAreaElement} */ (e.target).value)}></textarea></label>
    <p role="alert" class=${problem ? 'message' : ''}>${problem}</p>
    <div class="bar">
      <button onClick=${() => act(() => ({ kind: 'note', key: '', text }))} disabled=${text === notes.note}>${t('notes.save')}</button>
      <button id="add" onClick=${onAdd}>${t('correct.add')}</button>
      <button id="undo" onClick=${() => back('undo')} disabled=${notes.undo === null}>${t('notes.undo')}</button>
      <button id="redo" onClick=${() => back('redo')} disabled=${notes.redo === null}>${t('notes.redo')}</button>
    </div>
    ${next && html`<p class="small" id="undo-what">${t('notes.undo_what', { what: entryWords(next) })}</p>`}
    <details><summary>${t('notes.log', { n: notes.log.length })}</summary>
      <ol class="log">${notes.log.map((/** @type {any} */ entry) => html`<li class=${notes.standing.includes(entry.n) ? '' : 'undone'}>
        <span class="small">${entry.at.replace('T', ' ').replace('+00:00', ' UTC')}</span> ${entryWords(entry)}</li>`)}</ol></details>
  </section>`;
}

/** An entry of the log in words. @param {any} entry */
function entryWords(entry) {
  const when = entry.key && !entry.key.startsWith('added') ? clock(parseInt(entry.key, 10), 2) : entry.key ?? '';
  const to = entry.to ? `${clock(entry.to.onset, 2)} – ${clock(entry.to.ended_at, 2)}, ${outcomeWord(entry.to.outcome)}` : '';
  return t(`entry.${entry.kind}`, { when, to, n: entry.of ?? '', text: entry.text ?? '', medium: entry.medium ?? '', value: entry.ms ?? entry.fps ?? '' });
}
