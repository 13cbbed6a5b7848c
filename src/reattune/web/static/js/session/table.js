// The list of episodes: a real table; each row plays its stretch of the video.
import { html, useState } from '../../vendor/preact-htm.js';
import { t } from '../lib/strings.js';
import { byWord, outcomeWord } from '../lib/outcome.js';
import { clock, seconds } from '../lib/time.js';

const AT_ONCE = 300;

/**
 * @param {{ lines: any[], selected: string, onPlay: (line: any) => void, onSelect: (line: any) => void }} props
 */
export function EpisodeTable({ lines, selected, onPlay, onSelect }) {
  const [many, setMany] = useState(AT_ONCE);
  if (!lines.length) return html`<p class="note">${t('viewer.none')}</p>`;
  return html`<div class="scroll episodes" tabindex="0" role="region" aria-label=${t('viewer.episode_table')}>
    <table>
      <caption class="visually-hidden">${t('viewer.episode_list')}</caption>
      <thead><tr>
        <th scope="col">${t('viewer.onset')}</th><th scope="col" class="number">${t('viewer.length')}</th>
        <th scope="col">${t('viewer.opened_by')}</th><th scope="col">${t('viewer.outcome')}</th>
        <th scope="col">${byWord()}</th><th scope="col">${t('viewer.phase')}</th><th scope="col">${t('viewer.edit')}</th>
      </tr></thead>
      <tbody>${lines.slice(0, many).map((line) => row(line, { selected, onPlay, onSelect }))}</tbody>
    </table>
    ${lines.length > many && html`<button onClick=${() => setMany(many + AT_ONCE)}>${t('viewer.more', { n: lines.length - many })}</button>`}
  </div>`;
}

/** @param {any} line @param {{ selected: string, onPlay: (line: any) => void, onSelect: (line: any) => void }} how */
function row(line, { selected, onPlay, onSelect }) {
  const word = outcomeWord(line.outcome);
  return html`<tr key=${line.key} aria-current=${line.key === selected ? 'true' : undefined} class=${`is-${line.status}`}
      onClick=${(/** @type {MouseEvent} */ e) => !(/** @type {Element} */ (e.target).closest('button')) && onPlay(line)}>
    <td><button class="play" data-key=${line.key} onClick=${() => onPlay(line)}><span class="visually-hidden">${t('viewer.play_from')} </span><span aria-hidden="true">▶ </span>${clock(line.onset)}</button></td>
    <td class="number">${seconds(line.ended_at - line.onset)}</td>
    <td>${t(`who.${line.opened_by}`)}</td>
    <td><span class=${`outcome ${line.outcome}`}>${word}</span></td>
    <td>${line.repaired_by ? t(`who.${line.repaired_by}`) : '–'}</td>
    <td>${line.phase || '–'}</td>
    <td><button onClick=${() => onSelect(line)}>${t('viewer.edit')}<span class="visually-hidden"> ${clock(line.onset, 2)}</span></button>
      ${line.status !== 'read' && html`<span class="small"> ${t(`status.${line.status}`)}</span>`}
      ${line.note && html`<span class="small"> ${t('viewer.has_note')}</span>`}</td>
  </tr>`;
}
