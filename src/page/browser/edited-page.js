import { startEditing } from './editing.js';
import { turns } from './page.js';

startEditing(turns, document.body.dataset.changes ?? '');
