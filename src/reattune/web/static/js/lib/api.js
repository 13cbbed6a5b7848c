// Requests to this run's own server.
import { t } from './strings.js';

/**
 * @template T
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<T>}
 */
async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error(t('errors.offline'));
  }
  if (answer.ok) return answer.json();
  const said = answer.headers.get('content-type')?.includes('json') ? (await answer.json()).error : await answer.text();
  throw new Error(said || t('errors.other'));
}

/**
 * Get JSON; throws an Error whose message can be shown.
 * @param {string} path
 * @returns {Promise<any>}
 */
export const get = (path) => ask(path);

/**
 * Post JSON and get JSON back; throws an Error whose message can be shown.
 * @param {string} path
 * @param {unknown} content
 * @returns {Promise<any>}
 */
export const post = (path, content) =>
  ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(content),
  });
