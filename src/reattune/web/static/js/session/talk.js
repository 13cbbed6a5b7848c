// Clips for a feedback talk: what went well first.
import { html, useEffect, useState } from '../../vendor/preact-htm.js';
import { t } from '../lib/strings.js';
import { outcomeWord } from '../lib/outcome.js';
import { clock, seconds } from '../lib/time.js';

const ORDER = ['repaired', 'self_regulated', 'faded', 'censored', 'unrepaired'];

/** @typedef {{ key: string, from: number, to: number, kind: string, note: string }} Clip */

/**
 * All clips, strengths first: shared joy, then repairs (the quickest first), then what stayed open.
 * @param {any[]} lines @param {[number, number][]} moments
 * @returns {Clip[]}
 */
export function clips(lines, moments) {
  const warm = moments.map(([from, to]) => ({ key: `warm-${from}`, from, to, kind: 'warm', note: '' }));
  const rest = lines
    .filter((line) => line.status !== 'removed')
    .map((line) => ({ key: line.key, from: line.onset, to: line.ended_at, kind: line.outcome, note: line.note }))
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.to - a.from - (b.to - b.from));
  return [...warm, ...rest];
}

/**
 * @param {object} props
 * @param {Clip[]} props.all strengths first
 * @param {string[] | undefined} props.saved keys in the order that was kept
 * @param {import('../video/player.js').Player} props.player
 * @param {(entry: object) => Promise<void>} props.write
 */
export function Talk({ all, saved, player, write }) {
  const [keys, setKeys] = useState(saved ?? all.map((clip) => clip.key));
  const [at, setAt] = useState(-1);
  const [problem, setProblem] = useState('');
  const ids = all.map((clip) => clip.key).join();
  useEffect(() => setKeys(saved ?? all.map((clip) => clip.key)), [ids, saved?.join()]);
  const chosen = keys.map((key) => all.find((clip) => clip.key === key)).filter((clip) => clip !== undefined);
  const left = all.filter((clip) => !keys.includes(clip.key));

  /** @param {number} index */
  function play(index) {
    const clip = chosen[index];
    setAt(clip ? index : -1);
    if (!clip) return;
    player.loop = false;
    player.onSpanEnd = () => play(index + 1);
    player.playSpan(clip.from - 1000, clip.to);
  }
  /** @param {number} index @param {number} by */
  function shift(index, by) {
    const next = chosen.map((clip) => clip.key);
    [next[index], next[index + by]] = [next[index + by], next[index]];
    setKeys(next);
  }
  const keep = () => write({ kind: 'talk', keys }).then(() => setProblem(''), (/** @type {Error} */ e) => setProblem(e.message));
  const name = (/** @type {Clip} */ clip) => `${clock(clip.from)}, ${seconds(clip.to - clip.from)}, ${clip.kind === 'warm' ? t('talk.warm') : outcomeWord(clip.kind)}`;
  return html`<details class="talk"><summary>${t('talk.title')}</summary>
    <p class="small">${t('talk.about')}</p>
    <ol>${chosen.map((clip, i) => html`<li key=${clip.key} aria-current=${i === at ? 'true' : undefined}>
      <span class="clip-name">${name(clip)}${clip.note && html`<span class="small"> ${clip.note}</span>`}</span>
      <span class="bar"><button onClick=${() => play(i)} aria-label=${t('talk.play_one', { clip: name(clip) })}>▶</button>
        <button disabled=${i === 0} onClick=${() => shift(i, -1)} aria-label=${t('talk.up', { clip: name(clip) })}>↑</button>
        <button disabled=${i === chosen.length - 1} onClick=${() => shift(i, 1)} aria-label=${t('talk.down', { clip: name(clip) })}>↓</button>
        <button onClick=${() => setKeys(keys.filter((key) => key !== clip.key))} aria-label=${t('talk.out', { clip: name(clip) })}>×</button></span></li>`)}</ol>
    ${left.length > 0 && html`<p class="small">${t('talk.left')}</p><ul class="left">${left.map((clip) => html`<li>
      <button onClick=${() => setKeys([...keys, clip.key])}>${t('talk.in', { clip: name(clip) })}</button></li>`)}</ul>`}
    <p role="alert" class=${problem ? 'message' : ''}>${problem}</p>
    <div class="bar"><button class="primary" onClick=${() => play(0)} disabled=${!chosen.length}>${t('talk.play')}</button>
      <button onClick=${keep}>${t('talk.keep')}</button><button onClick=${() => setKeys(all.map((clip) => clip.key))}>${t('talk.reset')}</button></div>
  </details>`;
}
