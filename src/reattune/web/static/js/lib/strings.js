// The one catalogue of texts, and how a text is filled in.

/** @type {any} */
const catalogue = await (await fetch('/api/strings')).json();
const plural = new Intl.PluralRules(document.documentElement.lang);

/**
 * Return a text by its key, e.g. `t('viewer.episodes', { n: 3 })`.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  let found = key.split('.').reduce((tree, part) => tree?.[part], catalogue);
  if (found && typeof found === 'object') found = found[plural.select(Number(values.n))] ?? found.other;
  if (typeof found !== 'string') throw new Error(`no text for ${key}`);
  return found.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Return a text, or another when the catalogue has none (a lab's own state or phase).
 * @param {string} key
 * @param {string} otherwise
 */
export function tOr(key, otherwise) {
  const found = key.split('.').reduce((tree, part) => tree?.[part], catalogue);
  return typeof found === 'string' ? found : otherwise;
}
