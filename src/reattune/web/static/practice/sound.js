// Small sounds, off until asked for: a cry, a fuss, a coo. Every one has its caption anyway.

/** @type {Record<string, [number, number, number, number]>} start and end in Hz, seconds, loudness */
const VOICES = {
  cry: [520, 380, 0.75, 0.16],
  crying: [420, 330, 0.6, 0.1],
  fuss: [360, 330, 0.35, 0.09],
  angry: [300, 340, 0.4, 0.1],
  afraid: [420, 460, 0.15, 0.04],
  'sad-under': [300, 280, 0.4, 0.07],
  positive: [440, 620, 0.25, 0.06],
  warm: [380, 480, 0.25, 0.05],
  soothed: [320, 280, 0.5, 0.04],
};

export class Sound {
  constructor() {
    /** @type {AudioContext | null} */
    this.audio = null;
    this.on = false;
    this.next = 0;
  }

  /** @param {boolean} on */
  turn(on) {
    this.on = on;
    if (on) this.audio ??= new AudioContext();
    this.audio?.[on ? 'resume' : 'suspend']();
  }

  /**
   * Let the child be heard, about once a second while it shows this look.
   * @param {string} look
   */
  hear(look) {
    const voice = VOICES[look];
    const audio = this.audio;
    if (!this.on || !audio || !voice || audio.currentTime < this.next) return;
    const [from, to, seconds, loud] = voice;
    const now = audio.currentTime;
    const tone = new OscillatorNode(audio, { type: 'triangle', frequency: from });
    const gain = new GainNode(audio, { gain: 0 });
    tone.frequency.linearRampToValueAtTime(to, now + seconds);
    gain.gain.linearRampToValueAtTime(loud, now + 0.08);
    gain.gain.linearRampToValueAtTime(0, now + seconds);
    tone.connect(gain).connect(audio.destination);
    tone.start(now);
    tone.stop(now + seconds);
    this.next = now + seconds + 0.5;
  }
}
