// The scene while it is played: picture, caption, text twin, acts, and what happens to the line.
import { html, useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { t } from '../js/lib/strings.js';
import { Acts, Lines } from './controls.js';
import { Motion } from './motion.js';
import { Sound } from './sound.js';
import { Runner, Trouble } from './runner.js';
import { doing, own, showing, throttled } from './words.js';
import { useScene } from './playing.js';

/** Looks that are said at once: a cue that comes late is a cue missed. */
const WORSE = ['averted', 'comfort', 'fuss', 'cry', 'afraid', 'crying', 'turned'];

/**
 * @param {{ first: Record<string, unknown>, run: string, finish: (id: string) => void }} props
 */
export function Scene({ first, run, finish }) {
  const scene = useScene(first, run);
  const { opened, state, playing, lost } = scene;
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const motion = useRef(/** @type {Motion | null} */ (null));
  const sound = useRef(/** @type {Sound | null} */ (null));
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const [twin, setTwin] = useState('');
  const tell = useRef(/** @type {((text: string, now: boolean) => void) | null} */ (null));
  tell.current ??= throttled(setTwin, 1500);

  useEffect(() => {
    if (!canvas.current || !opened) return;
    motion.current = new Motion(canvas.current, opened.age);
    sound.current = new Sound();
    const listener = (/** @type {import('./link.js').State} */ next) => {
      motion.current?.show(next);
      sound.current?.hear(next.l);
    };
    scene.listen(listener);
    return () => {
      motion.current?.stop();
      sound.current?.turn(false);
    };
  }, [opened?.id]);
  useEffect(() => {
    if (motion.current) motion.current.going = playing;
  }, [playing, opened?.id]);

  const choose = (/** @type {string} */ act) => {
    if (scene.act(act)) motion.current?.press(act);
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.matches('input') || event.ctrlKey || event.altKey || event.metaKey || !opened) return;
    const act = opened.acts[Number(event.key) - 1];
    if (act && !disabled) choose(act);
    else if (event.key === 'p' || event.key === 'P') scene.run(!playing);
    else return;
    event.preventDefault();
  };
  // A button that goes when it was pressed must not take the keys with it.
  const settle = () => place.current?.focus();
  const begin = () => {
    scene.run(true);
    settle();
  };
  useEffect(() => {
    if (opened && document.activeElement === document.body) settle();
  }, [opened?.id]);
  const disabled = !playing || Boolean(lost);
  const caption = state ? showing(state.l, state.a) : t('practice.loading');
  const you = state && opened ? (scene.yelled ? t('practice.yelling') : doing(state.a, opened.lines)) : '';
  const feeling = state ? own(state.o, state.u) : 'calm';
  const warn = Boolean(opened?.age) && feeling !== 'calm' && feeling !== 'stirred';
  useEffect(() => {
    if (state) tell.current?.(`${caption} ${you} ${t(`practice.own.${feeling}`)}`, WORSE.includes(state.l));
  }, [caption, you, feeling]);

  return html`<div class="scene" tabindex="-1" onKeyDown=${key}>
    <div class="watch">
      <div class="stage" ref=${place} tabindex="-1" role="group" aria-label=${t('practice.stage')}>
        <canvas ref=${canvas} role="img" aria-label=${t('practice.picture', { text: caption })}
          data-tick=${state?.k} data-look=${state?.l} data-act=${state?.a} data-clouding=${state?.o}></canvas>
        <p class="caption" aria-hidden="true"><span>${caption}</span><span class="you">${you}</span></p>
        <p class=${`own ${warn ? 'warn' : ''}`} aria-hidden="true">${t(`practice.own.${feeling}`)}
          ${warn && ` ${t('practice.yell_warning')}`}</p>
        <p class="visually-hidden" aria-live="polite" data-twin>${twin}</p>
      </div>
      <${Trouble} scene=${scene} />
    </div>
    ${opened &&
    html`<div>
      ${!scene.begun && html`<${Begin} scene=${opened.scene} again=${opened.again} on=${opened.k > 0} begin=${begin} ready=${!lost} />`}
      ${scene.begun &&
      html`<${Acts} opened=${opened} act=${state?.a || ''} choose=${choose} disabled=${disabled} settle=${settle} />
        <${Runner} scene=${scene} sound=${sound} finish=${() => { scene.run(false); finish(opened.id); }} />
        <${Lines} opened=${opened} said=${scene.said} unsure=${scene.unsure} disabled=${disabled} choose=${choose} type=${scene.say} />
        <p class="small">${t('practice.keys', { keys: opened.acts.map((word, k) => `${k + 1} ${t(`practice.act.${word}`)}`).join(', ') })}</p>`}
      <p class="small">${t('practice.child_number', { seed: opened.seed })}</p>
    </div>`}
  </div>`;
}

/** @param {{ scene: string, again: boolean, on: boolean, begin: () => void, ready: boolean }} props */
function Begin({ scene, again, on, begin, ready }) {
  const stands = again ? 'practice.again_note' : 'practice.on_note';
  return html`<div class="begin">
    ${again || on ? html`<p>${t(stands)}</p>` : html`<p class="note">${t(`practice.${scene}.note`)}</p><p>${t(`practice.${scene}.how`)}</p>`}
    <p class="doors"><button type="button" class="primary" onClick=${begin} disabled=${!ready}>${t('practice.begin')}</button>
      <a class="button quiet" href="/practice">${t('practice.skip')}</a></p>
  </div>`;
}
