// One clock for a session: its videos in step, or a silent clock when there are none.
import { frameAt, frameTime } from './seek.js';

/** @typedef {{ name: string, offset: number, fps: number | null, kind: string }} Medium */
/** @typedef {HTMLVideoElement & { requestVideoFrameCallback?: Function, cancelVideoFrameCallback?: Function }} Video */

const APART = 0.12;

/** Time is the session's, in ms; `onTime` hears each presented frame, `onState` play and pause. */
export class Player {
  /** @param {number} end ms */
  constructor(end) {
    this.end = end;
    this.time = 0;
    this.playing = false;
    this.rate = 1;
    this.loop = false;
    /** @type {{ from: number, to: number } | null} */
    this.span = null;
    /** @type {{ medium: Medium, video: Video }[]} */
    this.parts = [];
    this.frame = /** @type {number | null} */ (null);
    this.onTime = () => {};
    this.onState = () => {};
    this.onSpanEnd = () => {};
    this._last = 0;
    this._tick = this._tick.bind(this);
  }

  /** The medium whose presented frames are the time. */
  get master() {
    return this.parts[0];
  }

  /** @param {Medium} medium @param {Video} video */
  add(medium, video) {
    this.parts = [...this.parts.filter((part) => part.video !== video), { medium, video }];
    // A video keeps time better than a sound: it has frames.
    this.parts.sort((a, b) => Number(b.video.videoWidth > 0) - Number(a.video.videoWidth > 0));
    this._watch({ medium, video });
    video.addEventListener('seeked', () => this._settle());
    this.seek(this.time);
    if (this.playing) video.play();
  }

  /** @param {Video} video */
  remove(video) {
    this.parts = this.parts.filter((part) => part.video !== video);
  }

  /** Take over an offset or frame rate that was changed. @param {Medium} medium */
  update(medium) {
    for (const part of this.parts) if (part.medium.name === medium.name) part.medium = medium;
    this.seek(this.time);
  }

  /** Go to a time. @param {number} ms */
  seek(ms) {
    this.time = Math.min(this.end, Math.max(0, Math.round(ms)));
    this.frame = null;
    for (const { medium, video } of this.parts) {
      const target = (this.time + medium.offset) / 1000;
      video.currentTime = frameTime(target, video.videoWidth ? medium.fps : null);
    }
    this._last = performance.now();
    this.onTime();
  }

  /** Play a stretch, then stop (or begin again). @param {number} from @param {number} to */
  playSpan(from, to) {
    this.span = { from: Math.max(0, from), to: Math.min(this.end, to) };
    this.seek(this.span.from);
    this.play();
  }

  play() {
    if (this.time >= this.end) this.seek(0);
    this.playing = true;
    this._last = performance.now();
    for (const { video } of this.parts) {
      video.playbackRate = this.rate;
      // A play that a pause overtook is no failure; a refused one (autoplay) is.
      video.play().catch((problem) => problem.name !== 'AbortError' && this.pause());
    }
    requestAnimationFrame(this._tick);
    this.onState();
  }

  pause() {
    this.playing = false;
    for (const { video } of this.parts) video.pause();
    this.onState();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** @param {number} rate */
  setRate(rate) {
    this.rate = rate;
    for (const { video } of this.parts) video.playbackRate = rate;
    this.onState();
  }

  /** Go by frames of the first video (25 a second without one). @param {number} count */
  step(count) {
    this.pause();
    this.span = null;
    const medium = this.master?.medium;
    const fps = medium?.fps || 25;
    const offset = medium?.offset ?? 0;
    const frame = this.frame !== null && medium?.fps ? this.frame : frameAt((this.time + offset) / 1000, fps);
    this.seek(((frame + count + 0.5) / fps) * 1000 - offset);
    if (medium?.fps) this.frame = Math.max(0, frame + count); // so that steps add up when held down
  }

  /** Hear of each frame that is really shown. @param {{ medium: Medium, video: Video }} part */
  _watch(part) {
    const { video } = part;
    if (!video.requestVideoFrameCallback) return;
    /** @param {number} _now @param {{ mediaTime: number }} shown */
    const shown = (_now, { mediaTime }) => {
      video.requestVideoFrameCallback?.(shown);
      const mine = this.parts.find((other) => other.video === video);
      if (!mine || mine !== this.master) return;
      this.frame = mine.medium.fps ? Math.round(mediaTime * mine.medium.fps) : null;
      if (this.playing) this._at(mediaTime * 1000 - mine.medium.offset);
      else this.onTime();
    };
    video.requestVideoFrameCallback(shown);
  }

  /** A seek within one frame presents no new one: then the place itself says which it is. */
  _settle() {
    const part = this.master;
    if (part?.medium.fps && part.video.videoWidth && this.frame === null)
      this.frame = frameAt(part.video.currentTime, part.medium.fps);
    this.onTime();
  }

  /** Keep a clock where no frame tells the time: sound alone, or nothing at all. @param {number} now */
  _tick(now) {
    if (!this.playing) return;
    const part = this.master;
    if (!part) this._at(this.time + (now - this._last) * this.rate);
    else if (!part.video.videoWidth) this._at(part.video.currentTime * 1000 - part.medium.offset);
    else if (part.video.ended) this.pause();
    this._last = now;
    if (this.playing) requestAnimationFrame(this._tick);
  }

  /** @param {number} ms */
  _at(ms) {
    this.time = Math.min(this.end, Math.max(0, ms));
    if (this.span && this.time >= this.span.to) return this._spanEnd(this.span);
    if (this.time >= this.end) this.pause();
    for (const { medium, video } of this.parts.slice(1)) {
      const target = (this.time + medium.offset) / 1000;
      if (Math.abs(video.currentTime - target) > APART && target >= 0 && target < video.duration) video.currentTime = target;
    }
    this.onTime();
  }

  /** @param {{ from: number, to: number }} span */
  _spanEnd(span) {
    if (this.loop) {
      this.seek(span.from);
      return;
    }
    this.span = null;
    this.pause();
    this.onTime();
    this.onSpanEnd();
  }
}
