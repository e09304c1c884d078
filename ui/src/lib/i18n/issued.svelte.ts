import type { IssuedTexts } from './issued/en.ts';
import { LazyTexts } from './lazy.svelte.ts';

// What is said where a forecast is held against what came, at the end of its page.
const texts = new LazyTexts<IssuedTexts>({
	en: async () => (await import('./issued/en.ts')).en,
	pt: async () => (await import('./issued/pt.ts')).pt,
	it: async () => (await import('./issued/it.ts')).it
});

/** Fetches the texts of the present language; what shows them waits for it. */
export const loadIssued = (): Promise<void> => texts.load();

/** The text of a key, with {names} replaced. */
export const s = (key: keyof IssuedTexts, values: Record<string, string | number> = {}): string => texts.text(key, values);
