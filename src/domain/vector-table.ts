import { dot } from './vectors.js';

/** Vectors of one length in one block of memory, compared with another vector all at once. */
export interface VectorTable {
  readonly rows: number;
  /** Puts a vector, [dims], into a row. */
  set(row: number, vector: Float32Array): void;
  /** A row, [dims]; a view that lasts as long as the table. */
  get(row: number): Float32Array;
  /** Inner products of a vector with every row, [rows]; the array is filled anew by the next call. */
  dots(vector: Float32Array): Float32Array;
}

/**
 * A module of WebAssembly with one function, `d(row, end, query, width, out)`, all of them places in memory, in bytes:
 * for each row of `width` bytes (a multiple of 32) up to `end`, the inner product with `query`, in single precision,
 * eight numbers at a time. A loop of TypeScript takes three times as long, since it converts every number to double
 * precision.
 */
// biome-ignore format: one instruction after the other
const kernel = Uint8Array.of(
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,                       // "\0asm", version 1
  1, 9, 1, 0x60, 5, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0,     // type: (i32, i32, i32, i32, i32) -> ()
  2, 8, 1, 1, 0x6d, 1, 0x6d, 2, 0, 1,                    // import: m.m, a memory of at least one page
  3, 2, 1, 0,                                            // one function of that type
  7, 5, 1, 1, 0x64, 0, 0,                                // exported as d
  10, 0xa3, 1, 1, 0xa0, 1,                               // its code
  2, 1, 0x7f, 2, 0x7b,                                   // locals: 5 at: i32; 6 a, 7 b: v128
  3, 0x40,                                               // loop over rows
  0x41, 0, 0x21, 5,                                      //   at = 0
  0xfd, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x22, 6, 0x21, 7, // a = b = 0
  3, 0x40,                                               //   loop over 32 bytes
  0x20, 6, 0x20, 0, 0x20, 5, 0x6a, 0xfd, 0, 4, 0,        //     a, four numbers of row + at
  0x20, 2, 0x20, 5, 0x6a, 0xfd, 0, 4, 0,                 //     and of query + at
  0xfd, 0xe6, 1, 0xfd, 0xe4, 1, 0x21, 6,                 //     a += their products
  0x20, 7, 0x20, 0, 0x20, 5, 0x6a, 0xfd, 0, 4, 16,       //     b, and the next four
  0x20, 2, 0x20, 5, 0x6a, 0xfd, 0, 4, 16,
  0xfd, 0xe6, 1, 0xfd, 0xe4, 1, 0x21, 7,                 //     b += their products
  0x20, 5, 0x41, 32, 0x6a, 0x22, 5,                      //     at += 32
  0x20, 3, 0x49, 0x0d, 0, 0x0b,                          //     again while at < width
  0x20, 4,                                               //   out
  0x20, 6, 0x20, 7, 0xfd, 0xe4, 1, 0x22, 6,              //   a += b
  0xfd, 0x1f, 0, 0x20, 6, 0xfd, 0x1f, 1, 0x92,           //   the four sums of a,
  0x20, 6, 0xfd, 0x1f, 2, 0x92, 0x20, 6, 0xfd, 0x1f, 3, 0x92, // added up,
  0x38, 2, 0,                                            //   are stored there
  0x20, 4, 0x41, 4, 0x6a, 0x21, 4,                       //   out += 4
  0x20, 0, 0x20, 3, 0x6a, 0x22, 0,                       //   row += width
  0x20, 1, 0x49, 0x0d, 0, 0x0b,                          //   again while row < end
  0x0b,
);

interface Memory {
  readonly buffer: ArrayBuffer;
}

/** What is used of WebAssembly: the types of Node do not have it, and those of browsers would bring a browser along. */
const engine = (
  globalThis as unknown as {
    readonly WebAssembly: {
      validate(code: Uint8Array): boolean;
      readonly Memory: new (size: { initial: number }) => Memory;
      readonly Module: new (code: Uint8Array) => object;
      readonly Instance: new (
        module: object,
        imports: object,
      ) => { readonly exports: { readonly d: unknown } };
    };
  }
).WebAssembly;

/** Bytes that the kernel takes in one step. */
const stride = 32;
const page = 65_536;

/**
 * A table of zeros, of `rows * dims` numbers in single precision. Where the processor has no vector instructions it
 * compares more slowly.
 * @param accelerated for tests: false takes the slow way
 */
export function createVectorTable(rows: number, dims: number, accelerated = true): VectorTable {
  const width = Math.ceil((4 * dims) / stride) * stride;
  const query = rows * width;
  const out = query + width;
  const memory = new engine.Memory({ initial: Math.ceil((out + 4 * rows) / page) });
  const row = (index: number) => new Float32Array(memory.buffer, index * width, dims);
  const products = new Float32Array(memory.buffer, out, rows);
  const compare = accelerated && engine.validate(kernel) ? loadKernel(memory) : null;
  return {
    rows,
    set: (index, vector) => row(index).set(vector),
    get: row,
    dots(vector) {
      row(rows).set(vector);
      if (rows === 0) return products;
      if (compare) compare(0, query, query, width, out);
      else for (let i = 0; i < rows; i++) products[i] = dot(row(i), vector);
      return products;
    },
  };
}

type Kernel = (row: number, end: number, query: number, width: number, out: number) => void;

function loadKernel(memory: Memory): Kernel {
  return new engine.Instance(new engine.Module(kernel), { m: { m: memory } }).exports.d as Kernel;
}
