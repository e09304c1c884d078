import { languageOf, type Language } from '#lib/format/index.ts';
import { en, type Catalogue, type Key } from './en.ts';

export const languageNames: Record<string, string> = { en: 'English', pt: 'Português', it: 'Italiano' };

// English comes with the page; another language is fetched once, when somebody reads it.
const loaders: Record<Language, () => Promise<Catalogue>> = {
	en: () => Promise.resolve(en),
	pt: async () => (await import('./pt.ts')).pt,
	it: async () => (await import('./it.ts')).it
};

let current = $state<{ language: Language; texts: Catalogue }>({ language: 'en', texts: en });

const remembered = 'farol.language';

/** The language of figures and dates, and of every text. */
export function language(): Language {
	return current.language;
}

/** Changes the language of the screens; the document says which it is. */
export async function setLanguage(tag: string): Promise<void> {
	const next = languageOf(tag);
	if (next !== current.language) current = { language: next, texts: await loaders[next]() };
	document.documentElement.lang = next;
	try {
		localStorage.setItem(remembered, next);
	} catch {
		// A browser that keeps nothing only asks again at the next log-in.
	}
}

/** The language to log in with: the one used last here, or the browser's. */
export function preferredLanguage(): string {
	try {
		return localStorage.getItem(remembered) ?? navigator.language;
	} catch {
		return navigator.language;
	}
}

/** The text of a key, with {names} replaced. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
	return fill(current.texts[key], values);
}

/** A text with its {names} replaced. */
export function fill(text: string, values: Record<string, string | number>): string {
	return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

export type { Key };
