// What the episodes come to, in one line.
import { html } from '../../vendor/preact-htm.js';
import { t } from '../lib/strings.js';
import { latencyKey, outcomeWord } from '../lib/outcome.js';

const NOUNS = ['rupture', 'mismatch', 'bid', 'bout'];
const ORDER = ['repaired', 'self_regulated', 'faded', 'censored', 'unrepaired'];

/**
 * @param {{ summary: any, shown: number, noun: string }} props
 */
export function Summary({ summary, shown, noun }) {
  return html`<p id="summary" role="status">${summaryWords(summary, noun)}
    ${shown !== summary.count && html` <span class="small">${t('viewer.filtered', { n: shown })}</span>`}</p>`;
}

/** A number with its noun; a lab's own noun gets an s. @param {number} n @param {string} noun */
const counted = (n, noun) => (NOUNS.includes(noun) ? t(`noun.${noun}`, { n }) : `${n} ${n === 1 ? noun : `${noun}s`}`);

/** @param {any} summary @param {string} noun */
export function summaryWords(summary, noun) {
  const parts = ORDER.filter((o) => summary.outcomes[o]).map((o) => `${summary.outcomes[o]} ${outcomeWord(o)}`);
  const count = counted(summary.count, noun);
  const latency = summary.latency === null ? '' : ` ${t(latencyKey(), { seconds: summary.latency.toFixed(1) })}`;
  return `${count}${parts.length ? `: ${parts.join(', ')}.` : '.'}${latency}`;
}
