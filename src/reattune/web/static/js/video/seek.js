// The rule for reaching a frame: aim at its middle, where no rounding can miss it.

/**
 * Seconds to seek to, so that the frame shown at a time is the one presented.
 * @param {number} seconds
 * @param {number | null} fps
 */
export function frameTime(seconds, fps) {
  if (!fps) return Math.max(0, seconds);
  return (frameAt(seconds, fps) + 0.5) / fps;
}

/**
 * Number of the frame shown at a time; a millisecond's rounding never falls back by a frame.
 * @param {number} seconds
 * @param {number} fps
 */
export const frameAt = (seconds, fps) => Math.max(0, Math.floor(seconds * fps + Math.min(0.1, fps / 2000)));

/**
 * The line that makes any video playable and exact to seek in.
 * @param {string} name
 * @param {string} kind video or audio
 */
export function ffmpegLine(name, kind) {
  const stem = name.replace(/\.[^.]*$/, '');
  return kind === 'audio'
    ? `ffmpeg -i "${name}" -c:a aac "${stem}-web.m4a"`
    : `ffmpeg -i "${name}" -c:v libx264 -pix_fmt yuv420p -g 25 -c:a aac -movflags +faststart "${stem}-web.mp4"`;
}
