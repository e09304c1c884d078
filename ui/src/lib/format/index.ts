export * from './number.ts';
export * from './delta.ts';
export * as dates from './date.ts';
export type { Grain } from './date.ts';
