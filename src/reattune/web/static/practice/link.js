// The line to the scene's engine: messages out, states in; it tries again when it is cut.

const STRANGER = 4403;
const TAKEN = 4409;
const TRIES = 5;

/**
 * @typedef {object} Opened
 * @property {string} id
 * @property {string} scene
 * @property {number} age
 * @property {string} seed
 * @property {string[]} acts
 * @property {{ id: string, kind: string, text: string }[]} lines
 * @property {string[]} said
 * @property {[number, string][]} log
 * @property {number} speed
 * @property {boolean} again
 * @property {number} k tick at which it stands
 */
/** @typedef {{ k: number, l: string, a: string, p: number[], o: number, u: number }} State */
/**
 * @typedef {object} Ears
 * @property {(state: State) => void} state
 * @property {(opened: Opened, back: boolean) => void} opened
 * @property {(message: any) => void} message ack, unsure, error, playing, paused, gone
 * @property {(why: 'cut' | 'dead' | 'stranger' | 'taken') => void} lost
 */

export class Link {
  /** @param {Ears} ears */
  constructor(ears) {
    this.ears = ears;
    this.id = '';
    this.tries = 0;
    this.ended = false;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {Record<string, unknown>} */
    this.first = {};
    this.again = 0;
  }

  /**
   * Open a run, or go on with one.
   * @param {Record<string, unknown>} first
   */
  open(first) {
    this.first = first;
    this.ended = false;
    this.tries = 0;
    this.connect();
  }

  connect() {
    const socket = new WebSocket(`ws://${location.host}/ws/practice`);
    this.socket = socket;
    socket.addEventListener('open', () => socket.send(JSON.stringify(this.id ? { do: 'resume', id: this.id } : this.first)));
    socket.addEventListener('message', (event) => socket === this.socket && this.hear(JSON.parse(event.data)));
    socket.addEventListener('close', (event) => socket === this.socket && this.closed(event.code));
  }

  /** @param {any} message */
  hear(message) {
    if (!message.is) return this.ears.state(message);
    if (message.is === 'scene') {
      const back = this.tries > 0;
      this.tries = 0;
      this.id = message.id;
      return this.ears.opened(message, back);
    }
    if (message.is === 'gone') this.stop();
    this.ears.message(message);
  }

  /** @param {number} code */
  closed(code) {
    if (this.ended) return;
    if (code === STRANGER || code === TAKEN) {
      this.ended = true;
      this.ears.lost(code === TAKEN ? 'taken' : 'stranger');
      return;
    }
    this.tries += 1;
    const over = this.tries > TRIES;
    this.ended = over;
    this.ears.lost(over ? 'dead' : 'cut');
    if (!over) this.again = setTimeout(() => this.connect(), Math.min(250 * 2 ** (this.tries - 1), 3000));
  }

  /**
   * @param {Record<string, unknown>} message
   * @returns {boolean} whether it could be sent
   */
  send(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  stop() {
    this.ended = true;
    clearTimeout(this.again);
    this.socket?.close();
  }
}
