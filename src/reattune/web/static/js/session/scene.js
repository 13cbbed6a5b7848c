// From what the server sends to what the timeline draws.
import { get } from '../lib/api.js';
import { tOr } from '../lib/strings.js';
import { makeLane } from '../timeline/levels.js';

/**
 * The lanes of a session: the child's first, then the caregiver's, then others.
 * @param {any} session
 */
export function lanes(session) {
  const rank = (/** @type {string} */ role) => (role === 'child' ? 0 : role === 'caregiver' ? 1 : 2);
  const several = (/** @type {string} */ person) => session.tracks.filter((/** @type {any} */ k) => k.person === person).length > 1;
  return [...session.tracks]
    .sort((a, b) => rank(a.role) - rank(b.role))
    .map((track) => ({
      label: several(track.person) ? `${person(track.person)}, ${track.name}` : person(track.person),
      lane: makeLane(track, session.states, session.end),
    }));
}

/** @param {string} id */
const person = (id) => tOr(`who.${id}`, id);

/**
 * Load a session's continuous measurements.
 * @param {any} session
 */
export async function signals(session) {
  return Promise.all(
    session.signals.map(async (/** @type {any} */ about, /** @type {number} */ number) => {
      const sent = await get(`/api/session/${session.id}/signal/${number}`);
      const values = Float64Array.from(sent.values, (/** @type {number | null} */ v) => v ?? NaN);
      const known = values.filter((v) => !Number.isNaN(v));
      return {
        label: [person(about.person), about.name, about.unit].filter(Boolean).join(' '),
        times: Float64Array.from(sent.times),
        values,
        low: known.reduce((a, b) => Math.min(a, b), Infinity),
        high: known.reduce((a, b) => Math.max(a, b), -Infinity),
      };
    })
  );
}
