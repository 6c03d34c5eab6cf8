/** A text as part of an id: lower case, other signs than letters and digits as one dash. */
export const slug = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
