/** Stands for the newest meeting wherever an id is taken. */
export const newestMeeting = 'last';

/**
 * What people see of an id and type: its last eight hexadecimal digits. They are random, while the digits before them
 * are the time, so that all meetings of one hour begin alike.
 */
export const shortId = (id: string): string => id.replaceAll('-', '').slice(-8);
