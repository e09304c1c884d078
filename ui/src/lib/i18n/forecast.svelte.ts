import type { ForecastKey, ForecastTexts } from './forecast/en.ts';
import { LazyTexts, type Counted } from './lazy.svelte.ts';

// Forecasts say much that no other tile does; their texts come with the first of them, in one language.
const texts = new LazyTexts<ForecastTexts>({
	en: async () => (await import('./forecast/en.ts')).en,
	pt: async () => (await import('./forecast/pt.ts')).pt,
	it: async () => (await import('./forecast/it.ts')).it
});

/** Fetches the texts of the present language; tiles and routes wait for it before they show a forecast. */
export const loadForecast = (): Promise<void> => texts.load();

/** The text of a key, with {names} replaced. */
export const f = (key: ForecastKey, values: Record<string, string | number> = {}): string => texts.text(key, values);

/** Has a name that the server gave a text of ours? */
export const known = (key: string): key is ForecastKey => texts.has(key);

/** The text of something counted, in the form that the number asks for; {n} is the number as it is written. */
export const counted = (key: Counted<ForecastKey>, n: number, written: string): string => texts.counted(key, n, written);

export type { ForecastKey };
