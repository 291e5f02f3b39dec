import { offerRecording, showControls } from './controls.js';
import { followSpeech, markDoubtful, seekByWord } from './following.js';
import { startKeyboard } from './keyboard.js';
import { followLinks } from './links.js';
import { openPlayback } from './playback.js';
import { startSearch } from './search.js';
import { startTheme } from './theme.js';
import { findTurns } from './turns.js';

startTheme();
export const turns = findTurns();
const playback = openPlayback();
showControls(playback, turns);
offerRecording(playback.audio);
followSpeech(playback, turns);
seekByWord(playback, turns);
markDoubtful(turns);
startKeyboard(playback, turns, startSearch(turns));
followLinks(playback, turns);
