// The drive on which JupyterLite keeps a browser's files, as a kernel there sees it. Each kernel
// remembers the files that it has seen, and asks the page for all the rest. A request that the page
// cannot fulfil is never answered there, so the kernel waits for ever; here it is written down.

const DIRECTORY = 0o40777;
const FILE = 0o100666;

/** The files, which all kernels of a browser share. */
export class Drive {
  constructor() {
    /** @type {Map<string, Uint8Array>} */
    this.files = new Map();
    /** @type {string[]} what was asked in vain, each by its method and the file's name */
    this.unanswered = [];
  }

  /**
   * Put the drive into the file system of a Pyodide, as a kernel of its own would have it.
   * @param {any} pyodide
   * @param {string} folder
   */
  mount(pyodide, folder) {
    pyodide.FS.mkdirTree(folder);
    pyodide.FS.mount(new Mounted(this, pyodide), {}, folder);
  }
}

/** A drive as a file system of Emscripten. */
class Mounted {
  /**
   * @param {Drive} drive
   * @param {any} pyodide
   */
  constructor(drive, { FS, ERRNO_CODES }) {
    this.FS = FS;
    const missing = () => new FS.ErrnoError(ERRNO_CODES.ENOENT);
    const { files, unanswered } = drive;
    const ask = (/** @type {string} */ method, /** @type {string} */ name) => {
      if (!name || files.has(name)) return;
      unanswered.push(`${method} ${name}`);
      throw new FS.ErrnoError(ERRNO_CODES.EIO); // so that the test goes on
    };
    const nameOf = (/** @type {any} */ node) => (node === node.parent ? "" : node.name);
    const make = (/** @type {any} */ parent, /** @type {string} */ name, /** @type {number} */ mode) =>
      this.node(parent, name, mode);

    this.nodeOperations = {
      getattr(/** @type {any} */ node) {
        ask("getattr", nameOf(node));
        const size = files.get(nameOf(node))?.length ?? 0;
        const at = new Date(0);
        const about = { dev: 1, nlink: 1, uid: 0, gid: 0, rdev: 0, blksize: 4096, blocks: size };
        return { ...about, size, atime: at, mtime: at, ctime: at, mode: node.mode, ino: node.id };
      },
      setattr(/** @type {any} */ node, /** @type {any} */ attributes) {
        node.mode = attributes.mode ?? node.mode;
        const content = files.get(nameOf(node));
        if (content && attributes.size !== undefined) {
          files.set(nameOf(node), content.slice(0, attributes.size));
        }
      },
      lookup(/** @type {any} */ parent, /** @type {string} */ name) {
        if (!files.has(name)) throw missing();
        return make(parent, name, FILE);
      },
      mknod(/** @type {any} */ parent, /** @type {string} */ name, /** @type {number} */ mode) {
        files.set(name, new Uint8Array());
        return make(parent, name, mode);
      },
      rename(/** @type {any} */ node, /** @type {any} */ parent, /** @type {string} */ name) {
        ask("rename", node.name);
        files.set(name, /** @type {Uint8Array} */ (files.get(node.name)));
        files.delete(node.name);
        node.name = name;
        node.parent = parent;
      },
      unlink(/** @type {any} */ _, /** @type {string} */ name) {
        files.delete(name);
      },
      readdir() {
        return [...files.keys(), ".", ".."];
      },
    };

    this.streamOperations = {
      open(/** @type {any} */ stream) {
        const name = nameOf(stream.node);
        if (!FS.isFile(stream.node.mode)) return;
        if (!files.has(name)) {
          if (!(stream.flags & 3)) throw missing();
          stream.node = make(stream.node.parent, name, stream.node.mode);
          files.set(name, new Uint8Array());
        }
        stream.content = files.get(name);
      },
      close(/** @type {any} */ stream) {
        if (!FS.isFile(stream.node.mode) || !(stream.flags & 3)) return;
        files.set(stream.node.name, stream.content);
      },
      read(
        /** @type {any} */ stream,
        /** @type {Uint8Array} */ buffer,
        /** @type {number} */ offset,
        /** @type {number} */ length,
        /** @type {number} */ position,
      ) {
        const part = stream.content.subarray(position, position + length);
        buffer.set(part, offset);
        return part.length;
      },
      write(
        /** @type {any} */ stream,
        /** @type {Uint8Array} */ buffer,
        /** @type {number} */ offset,
        /** @type {number} */ length,
        /** @type {number} */ position,
      ) {
        const content = new Uint8Array(Math.max(stream.content.length, position + length));
        content.set(stream.content);
        content.set(buffer.subarray(offset, offset + length), position);
        stream.content = content;
        return length;
      },
      llseek(/** @type {any} */ stream, /** @type {number} */ by, /** @type {number} */ from) {
        return by + [0, stream.position, stream.content?.length ?? 0][from];
      },
    };
  }

  mount() {
    return this.node(null, "/", DIRECTORY);
  }

  /**
   * @param {any} parent
   * @param {string} name
   * @param {number} mode
   */
  node(parent, name, mode) {
    const node = this.FS.createNode(parent, name, mode, 0);
    node.node_ops = this.nodeOperations;
    node.stream_ops = this.streamOperations;
    return node;
  }
}
