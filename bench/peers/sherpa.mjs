import { join } from 'node:path';
import sherpa from 'sherpa-onnx-node';
import { peakMemory, readPcm, serve, timed } from './serve.mjs';

const sampleRate = 16_000;
let recognizer;
let diarization;

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
    return { seconds, text: value.join(' '), peak: peakMemory() };
  },
  /** @param threshold distance at which clusters stay apart. */
  async loadDiarization({ segmentation, embedding, threads, threshold }) {
    const common = { numThreads: threads, provider: 'cpu', debug: 0 };
    diarization = new sherpa.OfflineSpeakerDiarization({
      segmentation: { pyannote: { model: segmentation }, ...common },
      embedding: { model: embedding, ...common },
      clustering: { numClusters: -1, threshold },
      minDurationOn: 0.2,
      minDurationOff: 0.5,
    });
  },
  /** @returns who speaks when, and seconds. */
  async diarize({ pcmPath }) {
    const { value, seconds } = await timed(() => diarization.process(readPcm(pcmPath)));
    const spans = value.map(({ start, end, speaker }) => ({ start, end, speaker: `${speaker}` }));
    return { seconds, spans };
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
