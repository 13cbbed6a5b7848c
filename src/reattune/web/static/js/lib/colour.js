// Colours of the style sheet for a canvas: resolved for the theme that is shown.

const probe = document.createElement('span');
probe.hidden = true;
document.body.append(probe);

/** @type {Map<string, string>} */
let known = new Map();
addEventListener('themechange', () => (known = new Map()));

/**
 * Return the colour a custom property stands for now, e.g. `colour('--averted')`.
 * @param {string} name
 * @returns {string}
 */
export function colour(name) {
  let found = known.get(name);
  if (!found) {
    probe.style.color = `var(${name}, var(--soft))`;
    found = getComputedStyle(probe).color;
    known.set(name, found);
  }
  return found;
}
