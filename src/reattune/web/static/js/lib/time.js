// Times in words: integer milliseconds inside, minutes and seconds on the screen.

/**
 * Write a time, e.g. 61240 as "1:01.24"; hours only where there are any.
 * @param {number} ms
 * @param {number} [digits] after the second
 */
export function clock(ms, digits = 1) {
  const sign = ms < 0 ? '-' : '';
  const unit = 10 ** (3 - digits);
  const whole = Math.round(Math.abs(ms) / unit) * unit;
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const seconds = ((whole % 60_000) / 1000).toFixed(digits).padStart(digits ? digits + 3 : 2, '0');
  return `${sign}${hours ? `${hours}:${String(minutes).padStart(2, '0')}` : minutes}:${seconds}`;
}

/**
 * Read a time as `clock` writes it, or plain seconds; null when it is none.
 * @param {string} text
 * @returns {number | null}
 */
export function parseClock(text) {
  if (!/^\d+(:\d{1,2}){0,2}([.,]\d{1,3})?$/.test(text.trim())) return null;
  const parts = text.trim().replace(',', '.').split(':').map(Number);
  return Math.round(parts.reduce((sum, part) => sum * 60 + part, 0) * 1000);
}

/**
 * Write a length in seconds, e.g. "3.2 s".
 * @param {number} ms
 */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
