// What is said about a moment, for the caption, the text twin and the list of acts.
import { t } from '../js/lib/strings.js';

/**
 * @param {string} act word of an act
 * @param {{ id: string, text: string }[]} lines
 */
export function doing(act, lines) {
  if (act.startsWith('as:')) return t('practice.doing.model');
  if (!act.startsWith('say:')) return t(`practice.doing.${act}`);
  const line = lines.find((known) => `say:${known.id}` === act);
  return t('practice.doing.say', { line: line ? line.text : act.slice(4) });
}

/**
 * What the child shows, or that it cannot be seen from the next room.
 * @param {string} look
 * @param {string} act
 */
export const showing = (look, act) => (act === 'away' ? `${t('practice.unseen')} ` : '') + t(`practice.look.${look}`);

/**
 * In words, how upset you are.
 * @param {number} clouding 0 to 100
 * @param {number} tension hundredths of u
 */
export function own(clouding, tension) {
  if (clouding >= 85) return 'over';
  if (clouding >= 30) return 'edge';
  return tension >= 55 ? 'stirred' : 'calm';
}

/** @param {string[]} steps */
export const stepsSaid = (steps) => steps.map((step) => t(`practice.step.${step}`)).join(', ');

/**
 * Let something be said, but not more often than each so many ms; the last word is always said,
 * and what must not wait is said at once.
 * @param {(text: string) => void} say
 * @param {number} pause
 */
export function throttled(say, pause) {
  let last = -pause;
  let waiting = 0;
  let said = '';
  return (/** @type {string} */ text, /** @type {boolean} */ now = false) => {
    if (text === said) {
      clearTimeout(waiting);
      return;
    }
    clearTimeout(waiting);
    const tell = () => {
      last = performance.now();
      said = text;
      say(text);
    };
    const wait = last + (now ? pause / 3 : pause) - performance.now();
    if (wait <= 0) tell();
    else waiting = setTimeout(tell, wait);
  };
}
