// A run of a scene as a hook: its state, and what can be done with it.
import { useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { Link } from './link.js';

/** @typedef {ReturnType<typeof useScene>} Playing */
/** @typedef {import('./link.js').Opened} Opened */
/** @typedef {import('./link.js').State} State */

/**
 * Keep what may be needed after a cut or a reload: in this window only, gone when it is closed.
 * @param {string} id
 */
function remember(id) {
  try {
    if (id) sessionStorage.setItem('practice', id);
    else sessionStorage.removeItem('practice');
  } catch {
    // A browser that keeps nothing plays all the same.
  }
}

/**
 * @param {Record<string, unknown>} first the message that opens the run
 * @param {string} run id of a run to go on with
 */
export function useScene(first, run) {
  const [opened, setOpened] = useState(/** @type {Opened | null} */ (null));
  const [state, setState] = useState(/** @type {State | null} */ (null));
  const [playing, setPlaying] = useState(false);
  const [begun, setBegun] = useState(false);
  const [lost, setLost] = useState('');
  const [back, setBack] = useState(false);
  const [problem, setProblem] = useState('');
  const [said, setSaid] = useState(/** @type {string[]} */ ([]));
  const [unsure, setUnsure] = useState(false);
  const [yelled, setYelled] = useState(false);
  const [speed, setSpeed] = useState(1);
  const link = useRef(/** @type {Link | null} */ (null));
  const listener = useRef(/** @type {(state: State) => void} */ (() => {}));
  const shown = useRef(/** @type {State | null} */ (null));
  const log = useRef(/** @type {[number, string][]} */ ([]));
  const count = useRef(0);

  /** @param {State} next */
  const take = (next) => {
    listener.current(next);
    const last = shown.current;
    shown.current = next;
    // The page's words change now and then, the picture sixty times a second: not through here.
    if (!last || last.l !== next.l || last.a !== next.a || Math.abs(last.o - next.o) > 3 || next.k % 15 === 0) setState(next);
    if (last?.a !== next.a) setYelled(next.a === 'yell');
  };
  /** @param {any} message */
  const hear = (message) => {
    if (message.is === 'ack') {
      log.current.push([message.k, message.act]);
      setSaid(message.said);
      setUnsure(false);
      // The engine has taken the act: say so now, not with the next state.
      if (shown.current) take({ ...shown.current, a: message.act });
    } else if (message.is === 'unsure') setUnsure(true);
    else if (message.is === 'playing' || message.is === 'paused') {
      setPlaying(message.is === 'playing');
      setBack(false);
    } else if (message.is === 'speed') setSpeed(message.speed);
    else if (message.is === 'gone') setLost('gone');
    else if (message.is === 'error') setProblem(message.text);
  };

  useEffect(() => {
    const line = new Link({
      state: take,
      message: hear,
      opened: (next, again) => {
        remember(next.id);
        setOpened(next);
        setSaid(next.said);
        setSpeed(next.speed);
        setLost('');
        setBack(again);
        log.current = next.log;
      },
      lost: (why) => {
        setPlaying(false);
        setLost(why);
      },
    });
    link.current = line;
    line.id = run;
    line.open(first);
    return () => line.stop();
  }, [run]);

  /** @param {Record<string, unknown>} message */
  const send = (message) => Boolean(link.current?.send(message));
  return {
    opened, state, playing, begun, lost, back, problem, said, unsure, yelled, speed,
    /** @param {(state: State) => void} ear */
    listen: (ear) => {
      listener.current = ear;
      if (shown.current) ear(shown.current);
    },
    /** @param {string} act */
    act: (act) => send({ do: 'act', act, n: ++count.current }),
    /** @param {string} text */
    say: (text) => send({ do: 'line', text, n: ++count.current }),
    /** @param {boolean} on */
    run: (on) => {
      setBegun(true);
      send({ do: on ? 'play' : 'pause' });
    },
    /** @param {boolean} on */
    slow: (on) => send({ do: 'speed', speed: on ? 0.5 : 1 }),
    takeBack: () => link.current?.open(first),
    anew: () => {
      remember('');
      location.reload();
    },
    save: () => {
      if (!opened) return;
      const content = {
        'reattune-replay': 1,
        scene: opened.scene,
        age: opened.age,
        seed: Number(opened.seed),
        ticks: shown.current?.k ?? 0,
        acts: log.current,
      };
      const file = document.createElement('a');
      file.href = URL.createObjectURL(new Blob([JSON.stringify(content)], { type: 'application/json' }));
      file.download = `${opened.scene}-${opened.seed}.replay.json`;
      file.click();
      setTimeout(() => URL.revokeObjectURL(file.href), 1000);
    },
  };
}
