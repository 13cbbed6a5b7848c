// What every page needs: the theme's switch, the help card's order and how it closes.

const root = document.documentElement;

/** Let the visitor choose light or dark; the choice is kept in this browser. */
function theme() {
  const select = /** @type {HTMLSelectElement | null} */ (document.getElementById('theme'));
  if (!select) return;
  select.value = root.dataset.theme || 'auto';
  select.addEventListener('change', () => {
    root.dataset.theme = select.value;
    try {
      localStorage.setItem('theme', select.value);
    } catch {
      // A browser that keeps nothing still shows the theme for now.
    }
    dispatchEvent(new Event('themechange'));
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
    dispatchEvent(new Event('themechange'))
  );
}

/** Put the visitor's own country first; close the card by Escape or a click elsewhere. */
function help() {
  const card = /** @type {HTMLDetailsElement | null} */ (document.getElementById('help'));
  const list = document.getElementById('help-countries');
  if (!card || !list) return;
  const regions = navigator.languages.map((name) => name.split('-')[1]).filter(Boolean);
  for (const region of regions.reverse()) {
    const own = list.querySelector(`[data-country="${CSS.escape(region)}"]`);
    if (own) list.prepend(own);
  }
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !card.open) return;
    card.open = false;
    card.querySelector('summary')?.focus();
  });
  document.addEventListener('click', (event) => {
    if (card.open && event.target instanceof Node && !card.contains(event.target)) card.open = false;
  });
}

theme();
help();
