import { join } from 'node:path';
import sherpa from 'sherpa-onnx-node';
import { countWords, peakMemory, readPcm, serve, timed } from './serve.mjs';

const sampleRate = 16_000;
let recognizer;

/** sherpa-onnx as its users run it: one stream for each span of speech. */
serve({
  async load({ folder, threads, ...kind }) {
    recognizer = new sherpa.OfflineRecognizer({
      featConfig: { sampleRate, featureDim: 80 },
      modelConfig: {
        ...(kind.transducer ? transducer(folder, kind.transducer) : whisper(folder, kind.tailPaddings)),
        tokens: join(folder, 'tokens.txt'),
        numThreads: threads,
        provider: 'cpu',
        debug: 0,
      },
    });
  },
  /** @param windows [start, end] in seconds: where somebody speaks is found for it, and not counted. */
  async recognize({ pcmPath, windows }) {
    const audio = readPcm(pcmPath);
    const { value, seconds } = await timed(() =>
      windows.map(([start, end]) => {
        const stream = recognizer.createStream();
        const samples = audio.slice(Math.round(start * sampleRate), Math.round(end * sampleRate));
        stream.acceptWaveform({ samples, sampleRate });
        recognizer.decode(stream);
        return recognizer.getResult(stream).text;
      }),
    );
    return { seconds, words: countWords(value.join(' ')), peak: peakMemory() };
  },
});

function whisper(folder, tailPaddings) {
  const [encoder, decoder] = ['encoder', 'decoder'].map((name) => join(folder, `${name}.onnx`));
  return { whisper: { encoder, decoder, language: '', task: 'transcribe', tailPaddings } };
}

function transducer(folder, suffix) {
  const [encoder, decoder, joiner] = ['encoder', 'decoder', 'joiner'].map((name) =>
    join(folder, `${name}${suffix}`),
  );
  return { transducer: { encoder, decoder, joiner }, modelType: 'nemo_transducer' };
}
