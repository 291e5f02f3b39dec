import { expect, it } from 'vitest';
import { openSession, Tensor } from '../../src/onnx/session.js';
import { repo } from '../shared.js';

it('a run that fails says which network it was, and that the model is to be looked at', async () => {
  const path = repo('models/segmentation-3.0/model.int8.onnx');
  const session = await openSession(path, { threads: 1 });
  const [input] = session.inputNames;
  for (const feeds of [{}, { [input]: new Tensor('int32', new Int32Array(4), [4]) }])
    await expect(session.run(feeds)).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringContaining(`Running the network ${path} failed: `),
      hint: expect.stringContaining('scribe doctor'),
    });
  await session.release();
});
