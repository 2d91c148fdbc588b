// Pictures ahead of the finger: while it has nothing else to do, the kernel draws the pictures for
// the places next to where the controls stand. A picture carries its key, which says where all
// controls stand in it, so it can never be shown for other values.

/**
 * @typedef {{ key: string, failed?: string, stills: string[], moving: string[],
 *   sentence: string, table: string, touch: Touch[], why: import("./why.js").Reason[] }} Picture
 * @typedef {{ panel: number, at: [number, number], box: [number, number, number, number],
 *   moves: string[], from: [[number, number], [number, number]] }} Touch
 * @typedef {Record<string, number>} Places  The controls that are moved, and to which place.
 */

const MOST = { pictures: 500, stills: 60 }; // about 20 kB each
const AT_ONCE = 6; // pictures asked for in one message
const ON_THEIR_WAY = 2; // unanswered messages; behind more of them a move would have to wait
const FARTHEST = 150; // places away from where the control stands
const SLOW = 30; // milliseconds; a kernel that took longer to answer rests for as long

/** The pictures that are known, and the ones that are asked for next. */
export class Ahead {
  /**
   * @param {(message: any) => void} send
   * @param {boolean} all  Whether all pictures there are have been given, so that none may go.
   */
  constructor(send, all) {
    this.send = send;
    this.most = all ? { pictures: Infinity, stills: Infinity } : MOST;
    /** @type {Map<string, Picture>} */
    this.pictures = new Map();
    /** @type {Map<string, string>} */
    this.stills = new Map();
    /** @type {Map<number, string[]>} the keys that each message asks for */
    this.asked = new Map();
    this.count = 0;
    this.restUntil = 0;
  }

  /**
   * Keep a picture, and throw away the least recently used one if there are too many.
   * @param {Picture} picture
   */
  keep(picture) {
    this.pictures.delete(picture.key);
    this.pictures.set(picture.key, picture);
    drop(this.pictures, this.most.pictures);
  }

  /** @param {Record<string, string>} stills */
  keepStills(stills) {
    for (const [name, svg] of Object.entries(stills)) this.stills.set(name, svg);
    drop(this.stills, this.most.stills);
  }

  /**
   * Return whether the picture with this key can be shown whole.
   * @param {string} key
   */
  has(key) {
    return this.pictures.get(key)?.stills.every((name) => this.stills.has(name)) ?? false;
  }

  /**
   * Return the picture with this key, if all of its layers are there.
   * @param {string} key
   */
  get(key) {
    const picture = this.has(key) ? this.pictures.get(key) : undefined;
    if (picture) this.keep(picture);
    return picture;
  }

  /** Return for how many milliseconds the kernel is left alone. */
  get resting() {
    return Math.max(this.restUntil - Date.now(), 0);
  }

  /**
   * Ask for the next pictures, unless enough are on their way.
   * @param {Iterable<[string, Places]>} wanted  The keys and places, the nearest first.
   */
  ask(wanted) {
    if (this.resting) return;
    const coming = new Set([...this.asked.values()].flat());
    /** @type {[string, Places][]} */
    const next = [];
    for (const [key, places] of wanted) {
      if (this.asked.size >= ON_THEIR_WAY) return;
      if (coming.has(key) || this.has(key)) continue;
      next.push([key, places]);
      if (next.length === AT_ONCE) this.askFor(next.splice(0));
    }
    if (next.length && this.asked.size < ON_THEIR_WAY) this.askFor(next);
  }

  /** @param {[string, Places][]} wanted */
  askFor(wanted) {
    this.asked.set(++this.count, wanted.map(([key]) => key));
    this.send({
      kind: "ahead",
      ahead: this.count,
      places: wanted.map(([, places]) => places),
      stills: [...this.stills.keys()],
    });
  }

  /**
   * Keep the pictures of an answer.
   * @param {{ ahead: number, took: number }} answer
   * @param {DataView} packed
   */
  async receive(answer, packed) {
    const bytes = new Blob([/** @type {any} */ (packed)]).stream();
    const text = bytes.pipeThrough(new DecompressionStream("deflate"));
    const { frames, stills } = await new Response(text).json();
    this.keepStills(stills);
    frames.forEach((/** @type {Picture} */ picture) => this.keep(picture));
    const took = answer.took * 1000;
    if (took > SLOW) this.restUntil = Date.now() + took;
    this.asked.delete(answer.ahead);
  }

  /** Forget what is on its way: it may be lost. */
  giveUp() {
    this.asked.clear();
  }
}

/**
 * Return the places around one, the nearest first.
 * @param {number} here
 * @param {number} count  How many places there are.
 */
export function* around(here, count) {
  for (let away = 1; away <= FARTHEST; away++) {
    if (here + away < count) yield here + away;
    if (here - away >= 0) yield here - away;
  }
}

/**
 * @param {Map<string, any>} map
 * @param {number} most
 */
function drop(map, most) {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
