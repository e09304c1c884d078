import type { AccountKey, AccountTexts } from './account/en.ts';
import { LazyTexts } from './lazy.svelte.ts';

// What only the page that explains a forecast says; a tile does without it.
const texts = new LazyTexts<AccountTexts>({
	en: async () => (await import('./account/en.ts')).en,
	pt: async () => (await import('./account/pt.ts')).pt,
	it: async () => (await import('./account/it.ts')).it
});

/** Fetches the texts of the present language; the route waits for it before it shows anything. */
export const loadAccount = (): Promise<void> => texts.load();

/** The text of a key, with {names} replaced. */
export const w = (key: AccountKey, values: Record<string, string | number> = {}): string => texts.text(key, values);

/** A name that the server gave, in words where there are some. */
export function named(kind: 'effect' | 'finding', name: string, values: Record<string, string | number> = {}): string | null {
	const key = `${kind}.${name}`;
	return texts.has(key) ? texts.text(key, values) : null;
}

export type { AccountKey };
