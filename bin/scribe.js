#!/usr/bin/env node
import { answeredAtOnce } from '../dist/cli/answer-at-once.js';

if (!answeredAtOnce(process.argv.slice(2))) await import('../dist/start/main.js');
