import { localeOf, type Language } from '#lib/format/index.ts';
import { fill, language } from './index.svelte.ts';

/** A counted text has a key for one and a key for every other number. */
export type Counted<Key extends string> = { [K in Key]: K extends `${infer Base}.one` ? Base : never }[Key];

/** Texts that few pages need: they come with those pages, in one language. */
export class LazyTexts<Texts extends Record<string, string>> {
	#texts = $state.raw<Texts | null>(null);
	readonly #loaders: Record<Language, () => Promise<Texts>>;

	constructor(loaders: Record<Language, () => Promise<Texts>>) {
		this.#loaders = loaders;
	}

	/** Fetches the texts of the present language; what shows them waits for it. */
	async load(): Promise<void> {
		this.#texts = await this.#loaders[language()]();
	}

	/** Has this key a text? Names that the server gives may be newer than the texts. */
	has(key: string): key is keyof Texts & string {
		return this.#texts !== null && key in this.#texts;
	}

	/** The text of a key, with {names} replaced. */
	text(key: keyof Texts & string, values: Record<string, string | number> = {}): string {
		return fill(this.#texts?.[key] ?? '', values);
	}

	/** The text of something counted, in the form that the number asks for; {n} is the number as it is written. */
	counted(key: Counted<keyof Texts & string>, n: number, written: string): string {
		const one = new Intl.PluralRules(localeOf(language())).select(n) === 'one';
		return this.text(`${key}.${one ? 'one' : 'other'}` as keyof Texts & string, { n: written });
	}
}
