import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readModelMetadata } from '../../src/onnx/model-metadata.js';
import { bytesField } from '../../src/onnx/protobuf.js';
import { createGraph } from '../../src/onnx/write-graph.js';
import { writeCtc, writeTransducer } from '../fixtures/make-parakeet.js';

const folder = mkdtempSync(join(tmpdir(), 'scribe-metadata-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...parts: string[]) => join(folder, ...parts);

function smallModel(metadata?: Record<string, string>): Uint8Array {
  const graph = createGraph('small');
  graph.node('Identity', [graph.input('x', 'float32', [1])], { outputs: ['y'] });
  graph.output('y', 'float32', [1]);
  return graph.modelBytes(metadata);
}

describe('metadata of a network', () => {
  it('is what the exporters of transducers and CTC note', () => {
    writeTransducer(at('tdt'), 'tdt', { layout: 'sherpa' });
    const transducer = readModelMetadata(at('tdt', 'encoder.onnx'));
    expect(Object.fromEntries(transducer)).toMatchObject({
      vocab_size: '63',
      normalize_type: 'per_feature',
      pred_rnn_layers: '2',
      pred_hidden: '24',
      subsampling_factor: '8',
      feat_dim: '128',
    });
    expect(transducer.get('url')).toContain('tdt');
    expect(readModelMetadata(at('tdt', 'decoder.onnx')).size).toBe(0);
    writeTransducer(at('rnnt'), 'rnnt', { layout: 'sherpa' });
    expect(readModelMetadata(at('rnnt', 'encoder.onnx')).get('url')).not.toContain('tdt');
    writeCtc(at('ctc'), { layout: 'sherpa' });
    expect(readModelMetadata(at('ctc', 'model.onnx')).get('vocab_size')).toBe('63');
  });

  it('may be empty, long, or not in English', () => {
    const entries = { empty: '', long: 'x'.repeat(100_000), ключ: 'значение', ['__proto__']: 'plain' };
    writeFileSync(at('any.onnx'), smallModel(entries));
    expect([...readModelMetadata(at('any.onnx'))]).toEqual(Object.entries(entries));
    writeFileSync(at('none.onnx'), smallModel());
    expect(readModelMetadata(at('none.onnx')).size).toBe(0);
  });

  it('is found behind five gigabytes', async () => {
    const size = 5 * 2 ** 30;
    const [graphHead] = bytesField(7, { length: size } as Uint8Array);
    const [metadataHead, ...metadata] = bytesField(
      14,
      ...bytesField(1, Buffer.from('k')),
      ...bytesField(2, Buffer.from('v')),
    );
    const file = await open(at('huge.onnx'), 'w');
    await file.write(graphHead, 0, graphHead.length, 0);
    // The file system keeps no blocks for what is not written.
    await file.write(Buffer.concat([metadataHead, ...metadata]), 0, undefined, graphHead.length + size);
    await file.close();
    expect([...readModelMetadata(at('huge.onnx'))]).toEqual([['k', 'v']]);
  });

  it('is not looked for in what is not a whole model', () => {
    writeFileSync(at('empty.onnx'), '');
    writeFileSync(at('page.onnx'), '<!doctype html><title>Not found</title>'.repeat(20));
    writeFileSync(at('zeros.onnx'), new Uint8Array(1000));
    const whole = smallModel({ key: 'value' });
    const bytes = readFileSync(at('tdt', 'encoder.onnx'));
    writeFileSync(at('cut.onnx'), bytes);
    truncateSync(at('cut.onnx'), bytes.length >> 1);
    writeFileSync(at('cut-late.onnx'), whole.subarray(0, whole.length - 1));
    // An entry whose last field promises more than it holds.
    writeFileSync(at('lie.onnx'), Buffer.concat([whole, ...bytesField(14, Uint8Array.of(10, 200))]));
    for (const name of ['empty', 'page', 'zeros', 'cut', 'cut-late', 'lie', 'missing'])
      expect(() => readModelMetadata(at(`${name}.onnx`)), name).toThrowError(
        expect.objectContaining({ code: 'MODEL', message: expect.stringContaining(at(`${name}.onnx`)) }),
      );
  });
});
