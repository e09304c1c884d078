import { localeOf, type Language } from '#lib/format/index.ts';
import { fill, language } from './index.svelte.ts';
import type { MatchingKey, MatchingTexts } from './matching/en.ts';

// The pages of matching say much that no other page does; their texts come with them, in one language.
const loaders: Record<Language, () => Promise<MatchingTexts>> = {
	en: async () => (await import('./matching/en.ts')).en,
	pt: async () => (await import('./matching/pt.ts')).pt,
	it: async () => (await import('./matching/it.ts')).it
};

let texts = $state.raw<MatchingTexts | null>(null);

/** Fetches the texts of the present language; the routes wait for it before they show anything. */
export async function loadMatching(): Promise<void> {
	texts = await loaders[language()]();
}

/** The text of a key, with {names} replaced. */
export function m(key: MatchingKey, values: Record<string, string | number> = {}): string {
	return fill(texts?.[key] ?? '', values);
}

type Counted = { [K in MatchingKey]: K extends `${infer Base}.one` ? Base : never }[MatchingKey];

/** The text of something counted, in the form that the number asks for; {n} is the number as it is written. */
export function counted(key: Counted, n: number, written: string): string {
	const one = new Intl.PluralRules(localeOf(language())).select(n) === 'one';
	return m(`${key}.${one ? 'one' : 'other'}` as MatchingKey, { n: written });
}

export type { MatchingKey };
