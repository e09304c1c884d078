import { LazyTexts, type Counted } from './lazy.svelte.ts';
import type { MatchingKey, MatchingTexts } from './matching/en.ts';

// The pages of matching say much that no other page does; their texts come with them, in one language.
const texts = new LazyTexts<MatchingTexts>({
	en: async () => (await import('./matching/en.ts')).en,
	pt: async () => (await import('./matching/pt.ts')).pt,
	it: async () => (await import('./matching/it.ts')).it
});

/** Fetches the texts of the present language; the routes wait for it before they show anything. */
export const loadMatching = (): Promise<void> => texts.load();

/** The text of a key, with {names} replaced. */
export const m = (key: MatchingKey, values: Record<string, string | number> = {}): string => texts.text(key, values);

/** The text of something counted, in the form that the number asks for; {n} is the number as it is written. */
export const counted = (key: Counted<MatchingKey>, n: number, written: string): string => texts.counted(key, n, written);

export type { MatchingKey };
