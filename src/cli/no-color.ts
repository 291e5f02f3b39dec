/*
 * Whoever sets NO_COLOR wants no colours (no-color.org). The library that colours the live view knows FORCE_COLOR only,
 * and reads it when it is loaded: this file is imported before.
 */
if (process.env.NO_COLOR) process.env.FORCE_COLOR = '0';
