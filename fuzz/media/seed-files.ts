import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A small sound file that is as it should be. */
interface SeedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** 1.2 s of a tone that comes and goes, in two channels. */
const sound = [
  '-f',
  'lavfi',
  '-i',
  "aevalsrc='0.4*sin(2*PI*300*t)*gt(sin(9*t),0)|0.3*sin(2*PI*500*t)':s=16000:d=1.2",
];
const pictures = ['-f', 'lavfi', '-i', 'testsrc=d=1.2:s=32x32:r=5'];
const tags = ['-metadata', 'title=Board\u202e meeting', '-metadata', 'creation_time=2026-01-05T09:00:00Z'];
const cover = [
  '-map',
  '0:a',
  '-map',
  '1:v',
  '-c:v',
  'mjpeg',
  '-frames:v',
  '1',
  '-disposition:v',
  'attached_pic',
];
const video = ['-map', '0:a', '-map', '1:v'];
const mono = ['-ac', '1'];
const narrow = ['-ar', '8000', '-ac', '1'];

const pcm = ['u8', 's16le', 's24le', 's32le', 'f32le', 'f64le', 'alaw', 'mulaw'];

/** The name of each file, and the options that make it. */
const recipes: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(pcm.map((format) => [`${format}.wav`, ['-c:a', `pcm_${format}`]])),
  'adpcm.wav': ['-c:a', 'adpcm_ima_wav'],
  'gsm.wav': [...narrow, '-c:a', 'libgsm_ms'],
  'mp3.wav': ['-c:a', 'libmp3lame'],
  'rf64.wav': ['-rf64', 'always'],
  'sound.w64': [],
  'sound.aiff': [],
  'sound.au': [],
  'sound.caf': [],
  'alac.caf': ['-c:a', 'alac'],
  'sound.flac': tags,
  'cover.flac': cover,
  'vorbis.ogg': ['-c:a', 'libvorbis', ...tags],
  'opus.ogg': ['-c:a', 'libopus'],
  'speex.ogg': [...mono, '-c:a', 'libspeex'],
  'flac.ogg': ['-c:a', 'flac'],
  'sound.mp3': tags,
  'cover.mp3': [...cover, '-id3v2_version', '3'],
  'aac.m4a': ['-c:a', 'aac', ...tags],
  'alac.m4a': ['-c:a', 'alac'],
  'cover.m4a': [...cover, '-c:a', 'aac'],
  'pieces.mp4': ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov'],
  'video.mp4': [...video, '-c:v', 'mpeg4', '-c:a', 'aac'],
  'video.mov': [...video, '-c:v', 'mjpeg', '-c:a', 'pcm_s16be'],
  'phone.3gp': [...narrow, '-c:a', 'aac'],
  'sound.mka': ['-c:a', 'flac', ...tags],
  'video.mkv': [...video, '-c:v', 'mpeg4', '-c:a', 'libopus'],
  'attached.mkv': ['-c:a', 'ac3', '-attach', 'ATTACHMENT', '-metadata:s:t', 'mimetype=text/html'],
  'sound.webm': ['-c:a', 'libopus'],
  'video.avi': [...video, '-c:v', 'mpeg4', '-c:a', 'pcm_s16le'],
  'sound.wma': ['-c:a', 'wmav2'],
  'video.wmv': [...video, '-c:v', 'wmv2', '-c:a', 'wmav2'],
  'sound.ac3': [],
  'sound.eac3': [],
  'sound.dts': ['-ar', '48000', '-c:a', 'dca', '-strict', '-2'],
  'sound.aac': [],
  'sound.ts': ['-c:a', 'aac'],
  'video.ts': [...video, '-c:v', 'mpeg2video', '-r', '25', '-c:a', 'mp2'],
  'video.mpg': [...video, '-c:v', 'mpeg1video', '-r', '25', '-c:a', 'mp2'],
  'sound.flv': ['-ar', '22050', '-c:a', 'libmp3lame'],
  'sound.nut': ['-c:a', 'pcm_s16le'],
  'sound.wv': [],
  'sound.tta': [],
  'sound.sox': [],
  'sound.amr': [...narrow, '-c:a', 'libopencore_amrnb'],
  'sound.gsm': [...narrow, '-c:a', 'libgsm'],
  'sound.mxf': ['-ar', '48000', '-c:a', 'pcm_s16le', ...video, '-c:v', 'mpeg2video', '-r', '25'],
  'sound.voc': ['-c:a', 'pcm_u8'],
  'sound.rm': ['-c:a', 'ac3'],
};

/**
 * One file of each kind that this ffmpeg can make; the others are named.
 *
 * @param folder where they are made; they are gone afterwards.
 */
export function makeSeedFiles(
  ffmpeg: string,
  folder: string,
): { readonly files: readonly SeedFile[]; readonly missing: readonly string[] } {
  const files: SeedFile[] = [];
  const missing: string[] = [];
  const attachment = join(folder, 'page.html');
  writeFileSync(attachment, '<script>alert(1)</script>');
  for (const [name, options] of Object.entries(recipes)) {
    const path = join(folder, name);
    const inputs = options.includes('1:v') ? [...sound, ...pictures] : sound;
    const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'];
    const own = options.map((option) => (option === 'ATTACHMENT' ? attachment : option));
    // Without what differs from run to run: the same seed is to give the same bytes.
    const exact = ['-fflags', '+bitexact', '-flags', '+bitexact', path];
    const { status } = spawnSync(ffmpeg, [...quiet, ...inputs, ...own, ...exact]);
    if (status === 0) files.push({ name, bytes: readFileSync(path) });
    else missing.push(name);
    rmSync(path, { force: true });
  }
  rmSync(attachment);
  return { files, missing };
}
