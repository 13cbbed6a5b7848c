// On the page of choices: open a replay file that was saved after a scene.
import { html, render, useState } from '../vendor/preact-htm.js';
import { t } from '../js/lib/strings.js';

function Open() {
  const [problem, setProblem] = useState('');
  const load = async (/** @type {any} */ event) => {
    const file = event.target.files[0];
    if (!file) return;
    const answer = await fetch('/api/practice/replay', { method: 'POST', body: await file.text() }).catch(() => null);
    const said = await answer?.json().catch(() => null);
    if (answer?.ok) location.assign(`/practice/${said.scene}?seed=${said.seed}${said.age ? `&age=${said.age}` : ''}&run=${said.id}`);
    else setProblem(said?.error || t('errors.offline'));
  };
  return html`<label>${t('practice.teach.open')} <input type="file" accept=".json,application/json" onChange=${load} /></label>
    <p role="status">${problem}</p>`;
}

const place = document.getElementById('replay');
if (place) render(html`<${Open} />`, place);
